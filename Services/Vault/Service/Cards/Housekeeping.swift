import AsyncAlgorithms
import Logging
import Metrics
import Payments
import Postgres
import ServiceLifecycle

/// What a vault does by itself: waits for its schema and keys, wipes old security codes, deletes old cards, looks for
/// rotated keys.
struct Housekeeping: Service {
    let store: CardStore
    let keys: VaultKeys
    let hold: CodeHold
    let clock: WallClock
    let logger: Logger
    private let codesHeld = Gauge(label: "paydesk_security_codes_held")
    private let cardsPurged = Counter(label: "paydesk_cards_purged_total")

    private static let codeSweep: Duration = .seconds(5)
    /// Every so many sweeps of codes.
    private static let purgeEvery = 6

    init(store: CardStore, keys: VaultKeys, hold: CodeHold, clock: WallClock, logger: Logger) {
        self.store = store
        self.keys = keys
        self.hold = hold
        self.clock = clock
        self.logger = logger
    }

    /// - Throws: `KeyEncryptionKey.Failure` when `VAULT_KEK` does not fit the database: nothing could go well then.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await SchemaVersion.wait(
                    for: VaultMigrations.schema,
                    atLeast: VaultMigrations.requiredVersion,
                    in: store.database
                )
                try await loadFirst()
                try await loop()
            }
        } catch is CancellationError {
            return
        }
    }

    private func loadFirst() async throws {
        while true {
            do {
                try await keys.load()
                return
            } catch let error as PostgresError {
                logger.warning("Keys not loaded yet", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    private func loop() async throws {
        var round = 0
        for await _ in AsyncTimerSequence(interval: Self.codeSweep, clock: .continuous) {
            codesHeld.record(hold.sweep())
            round += 1
            if round % Self.purgeEvery == 0 { await drain() }
        }
    }

    /// One pass: purges until nothing is too old, and reads the keys again.
    func drain() async {
        do {
            var purged = (cards: 0, counts: 0)
            repeat {
                purged = try await store.purge(at: clock.now)
                cardsPurged.increment(by: purged.cards)
            } while max(purged.cards, purged.counts) >= Limits.purgeBatch
            try await keys.load()
        } catch {
            // The next pass does what this one could not.
            logger.warning("Housekeeping put off", metadata: ["error": "\(error)"])
        }
    }
}
