import Foundation
import Logging
import Payments
import Postgres
import VaultClient

/// Calls an acquirer or a directory server on behalf of a caller that must not see the card.
///
/// Order matters: the audit row and the card's binding are committed before anything is sent, no transaction is open during
/// the call, and what came of it is written down after.
struct Relay: Sendable {
    let acquirers: [String: Acquirer]
    let directoryServers: [String: Acquirer]
    let call: AcquirerCall
    let store: RelayStore
    let opener: CardOpener
    let hold: CodeHold
    let instance: Instance
    let clock: WallClock
    let randomness: Randomness
    let metrics: VaultMetrics

    func perform(
        _ order: RelayOrder,
        for caller: String,
        requestID: String,
        logger: Logger
    ) async throws(RelayRefusal) -> RelayAnswer {
        let known = order.operation.goesToDirectoryServer ? directoryServers : acquirers
        guard let acquirer = known[order.acquirer] else {
            throw .badRequest("acquirer", "The vault's configuration has no such acquirer or directory server.")
        }
        let now = clock.now
        let entry = RelayStore.Entry(
            id: randomness.uuidV7(at: now),
            caller: caller,
            requestID: requestID,
            startedAt: now
        )
        let card = try await begin(entry, order, acquirer, logger)
        let started = ContinuousClock.now
        let result = await send(order, to: acquirer, card, requestID: requestID)
        let took = ContinuousClock.now - started
        metrics.relayed(order.operation, result.outcome, took: took)
        await complete(entry, result.outcome, took: took, logger)
        return try result.answer.get()
    }

    /// - Returns: the card that is now bound to the order's attempt, when the order names one.
    private func begin(
        _ entry: RelayStore.Entry,
        _ order: RelayOrder,
        _ acquirer: Acquirer,
        _ logger: Logger
    ) async throws(RelayRefusal) -> StoredCard? {
        do {
            guard let token = order.token else {
                try await store.begin(entry, order)
                return nil
            }
            let card = try await store.begin(entry, order, card: token, livemode: acquirer.livemode, on: instance)
            if let card { return card }
        } catch {
            logger.error("Relay not begun", metadata: ["error": "\(error)"])
            throw .notSent("the vault could not write it down")
        }
        throw await refusal(entry, order, acquirer, logger)
    }

    private func refusal(
        _ entry: RelayStore.Entry,
        _ order: RelayOrder,
        _ acquirer: Acquirer,
        _ logger: Logger
    ) async -> RelayRefusal {
        do {
            let refusal = try await store.refusal(
                of: order,
                card: order.token ?? "",
                livemode: acquirer.livemode,
                on: instance,
                at: entry.startedAt
            )
            logger.notice(
                "Card use refused",
                metadata: [
                    "relay.caller": "\(entry.caller)", "relay.attempt": "\(order.attempt ?? "-")",
                    "relay.refusal": "\(refusal.code)",
                ]
            )
            return refusal
        } catch {
            logger.error("Relay not begun", metadata: ["error": "\(error)"])
            return .notSent("the vault could not look it up")
        }
    }

    private struct Result {
        let outcome: RelayStore.Outcome
        let answer: Swift.Result<RelayAnswer, RelayRefusal>

        static func refused(_ refusal: RelayRefusal) -> Result {
            Result(outcome: .notSent, answer: .failure(refusal))
        }
    }

    private func send(
        _ order: RelayOrder,
        to acquirer: Acquirer,
        _ card: StoredCard?,
        requestID: String
    ) async -> Result {
        var taken: CodeHold.Taken?
        if let card, order.takesCode {
            taken = hold.take(card.token)
            guard taken != nil else { return .refused(.codeGone) }
        }
        var secrets: CardSecrets?
        if let card {
            do {
                secrets = try await opener.open(card, code: taken?.code)
            } catch {
                if let taken { hold.putBack(taken, for: card.token) }
                return .refused(.cardUnreadable)
            }
        }
        let body = WipedBody(capacity: order.body.maximumBytes) { order.body.fill(secrets, to: $0) }
        defer { body.wipeBytes() }
        let outcome = await call.perform(
            order.operation,
            at: acquirer,
            idempotencyKey: order.idempotencyKey,
            requestID: requestID,
            body: body
        )
        switch outcome {
        case .answered(let status, let tree):
            let answer = AnswerScrubber(removing: secrets).scrub(tree)
            return Result(
                outcome: .answered(status: status),
                answer: .success(RelayAnswer(status: status, body: String(decoding: answer.bytes, as: UTF8.self)))
            )
        case .unknown(let reason):
            return Result(outcome: .unknown, answer: .failure(.outcomeUnknown(reason)))
        case .notSent(let reason):
            // It never left this process, so the code is as unused as before.
            if let card, let taken { hold.putBack(taken, for: card.token) }
            return .refused(.notSent(reason))
        }
    }

    /// The answer must reach the caller even when this fails: it may be the only one who knows of a charge.
    private func complete(
        _ entry: RelayStore.Entry,
        _ outcome: RelayStore.Outcome,
        took duration: Duration,
        _ logger: Logger
    ) async {
        do {
            try await store.complete(entry.id, outcome, at: clock.now, took: duration)
        } catch {
            logger.error(
                "Relay not completed in the audit",
                metadata: ["relay.id": "\(entry.id)", "relay.outcome": "\(outcome.name)", "error": "\(error)"]
            )
        }
    }
}
