import Metrics
import Payments

/// What the vault counts.
struct VaultMetrics: Sendable {
    func issued(_ card: StoredCard, took duration: Duration) {
        Counter(
            label: "paydesk_tokens_issued_total",
            dimensions: [("brand", card.brand.rawValue), ("livemode", "\(card.livemode)")]
        ).increment()
        Timer(label: "paydesk_tokenize_seconds").recordNanoseconds(duration.nanoseconds)
    }

    func refused(_ refusal: TokenRefusal) {
        Counter(label: "paydesk_tokens_refused_total", dimensions: [("code", refusal.code)]).increment()
    }

    func relayed(_ operation: AcquirerOperation, _ outcome: RelayStore.Outcome, took duration: Duration) {
        let dimensions = [("operation", operation.rawValue), ("outcome", outcome.name)]
        Counter(label: "paydesk_relays_total", dimensions: dimensions).increment()
        Timer(label: "paydesk_relay_seconds", dimensions: dimensions).recordNanoseconds(duration.nanoseconds)
    }

    func relayRefused(_ refusal: RelayRefusal) {
        Counter(label: "paydesk_relays_refused_total", dimensions: [("code", refusal.code)]).increment()
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
