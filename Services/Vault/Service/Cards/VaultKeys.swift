import Foundation
import Payments
import Synchronization

/// The keys of this process, loaded from the database and kept up to date.
final class VaultKeys: Sendable {
    private let store: KeyStore
    private let kek: KeyEncryptionKey
    private let clock: WallClock
    private let randomness: Randomness
    private let loaded = Mutex<KeyRing?>(nil)

    init(_ store: KeyStore, _ kek: KeyEncryptionKey, clock: WallClock, randomness: Randomness) {
        self.store = store
        self.kek = kek
        self.clock = clock
        self.randomness = randomness
    }

    /// Nil until the first `load()`.
    var ring: KeyRing? { loaded.withLock { $0 } }

    /// Reads the keys; makes those that there are none of, as the first vault that ever starts does.
    ///
    /// - Throws: `PostgresError`, or `KeyEncryptionKey.Failure` when `VAULT_KEK` is not the key of this database.
    @discardableResult
    func load() async throws -> KeyRing {
        var ring = try KeyRing(await store.all(), openedBy: kek)
        if !ring.missing.isEmpty {
            let records = try ring.missing.map { try kek.makeKey(for: $0.purpose, livemode: $0.livemode, randomness) }
            try await store.insertWhereNoneIsActive(records, at: clock.now)
            ring = try KeyRing(await store.all(), openedBy: kek)
        }
        loaded.withLock { $0 = ring }
        return ring
    }
}
