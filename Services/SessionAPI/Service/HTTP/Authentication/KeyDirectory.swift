import Foundation
import Payments
import Synchronization

/// Whose key is whose, remembered for a moment so that a busy merchant costs one look at the table a second.
///
/// A revoked key stops working `freshness` after the revocation at the latest, plus the time of one query.
final class KeyDirectory: Sendable {
    /// How long an answer is believed.
    static let freshness: Duration = .seconds(1)
    /// Keys remembered at once.
    static let limit = 10_000
    /// How exactly the last use of a key is known.
    static let usePrecision: TimeInterval = 3600

    enum Finding: Sendable {
        case known(Principal)
        case revoked
        case unknown
    }

    private struct Entry {
        let finding: Finding
        let until: ContinuousClock.Instant
    }

    private let store: APIKeyStore
    private let clock: WallClock
    private let freshness: Duration
    private let entries = Mutex<[[UInt8]: Entry]>([:])
    private let lookups = SingleFlight<[UInt8], Finding>()

    init(_ store: APIKeyStore, clock: WallClock, freshness: Duration = KeyDirectory.freshness) {
        self.store = store
        self.clock = clock
        self.freshness = freshness
    }

    func find(_ key: APIKey) async throws -> Finding {
        let hash = APIKeyStore.hash(of: key)
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[hash] }), entry.until > now { return entry.finding }
        return try await lookups.value(for: hash) { try await self.look(hash) }
    }

    private func look(_ hash: [UInt8]) async throws -> Finding {
        // Before the query, so that what it has not seen is not believed any longer.
        let until = ContinuousClock.now + freshness
        let holder = try await store.holder(ofHash: hash)
        let finding = finding(holder)
        entries.withLock { entries in
            if entries.count >= Self.limit { entries = entries.filter { $0.value.until > .now } }
            if entries.count >= Self.limit { entries.removeAll() }
            entries[hash] = Entry(finding: finding, until: until)
        }
        if let holder, !holder.isRevoked { await touch(holder) }
        return finding
    }

    private func finding(_ holder: APIKeyStore.Holder?) -> Finding {
        guard let holder else { return .unknown }
        if holder.isRevoked { return .revoked }
        return .known(Principal(merchant: holder.merchant, livemode: holder.livemode, key: holder.key))
    }

    private func touch(_ holder: APIKeyStore.Holder) async {
        let now = clock.now
        if let lastUsed = holder.lastUsed, now.timeIntervalSince(lastUsed) < Self.usePrecision { return }
        // Only a note for people; a call must not fail because it could not be written.
        try? await store.touch(holder.key, at: now)
    }
}
