import Foundation
import Payments
import Postgres
import Secrets
import TestSupport
import Testing
import VaultClient

@testable import VaultService

@Suite struct CardStoreTests {
    @Test func `a stored card reads as it was written, and opens`() async throws {
        try await withVault { vault, _ in
            let card = try await vault.tokenize()
            let read = try #require(try await CardStore(database: vault.database).card(card.token, at: Moment.now))
            #expect(read.sealedNumber == card.sealedNumber)
            #expect(read.fingerprint == card.fingerprint)
            #expect(read.expiry == CardExpiry(month: 12, year: 2034))
            #expect(read.instance == card.instance)
            #expect(read.expiresAt == Moment.now.addingTimeInterval(3600))
            let secrets = try await CardOpener(keys: vault.keys).open(read, code: nil)
            #expect(secrets.number.revealed == "4242424242424242")
            #expect(secrets.name?.revealed == "Ada Lovelace")
        }
    }

    @Test func `a ticket leads to its latest card, until that is too old`() async throws {
        try await withVault { vault, _ in
            let store = CardStore(database: vault.database)
            _ = try await vault.tokenize()
            vault.clock.pass(.seconds(5))
            let second = try await vault.tokenize(cardBody(["number": "5555555555554444"]))
            let nonce = second.nonce
            #expect(try await store.card(nonce: nonce, at: vault.clock.wall.now)?.token == second.token)
            #expect(try await store.card(nonce: "another_nonce", at: vault.clock.wall.now) == nil)
            vault.clock.pass(.seconds(3600))
            #expect(try await store.card(nonce: nonce, at: vault.clock.wall.now) == nil)
            #expect(try await store.card(second.token, at: vault.clock.wall.now) == nil)
        }
    }

    @Test func `of forty requests with one ticket at once, ten get a token`() async throws {
        try await withVault { vault, _ in
            let issued = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        do {
                            _ = try await vault.tokenize()
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(issued == Limits.tokensPerTicket)
            await #expect(throws: TokenRefusal.tooManyTokens) { try await vault.tokenize() }
            #expect(vault.parts.hold.sweep() == Limits.tokensPerTicket)
        }
    }

    @Test func `a session's tickets share a larger limit`() async throws {
        try await withVault { vault, _ in
            var issued = 0
            for ticket in 0..<4 {
                for _ in 0..<Limits.tokensPerTicket {
                    do {
                        _ = try await vault.tokenize(cardBody(), TestVault.ticket(nonce: "nonce_of_page_\(ticket)"))
                        issued += 1
                    } catch {
                        #expect(error as? TokenRefusal == .tooManyTokens)
                    }
                }
            }
            #expect(issued == Limits.tokensPerSession)
            _ = try await vault.tokenize(cardBody(), TestVault.ticket(session: "cs_test_2", nonce: "another_page"))
        }
    }

    @Test func `the purge deletes what is too old and nothing else`() async throws {
        try await withVault { vault, database in
            _ = try await vault.tokenize()
            vault.clock.pass(.seconds(1800))
            let young = try await vault.tokenize()
            vault.clock.pass(.seconds(1800))
            let store = CardStore(database: vault.database)
            let first = try await store.purge(at: vault.clock.wall.now)
            #expect(first == (cards: 1, counts: 0))
            let left = try await database.owner.query("SELECT token FROM vault.cards")
            #expect(try left.map { try $0.get("token", as: String.self) } == [young.token])
            vault.clock.pass(.seconds(26 * 3600))
            let second = try await store.purge(at: vault.clock.wall.now)
            #expect(second == (cards: 1, counts: 2))
        }
    }

    @Test func `a key that was rotated meanwhile is noticed, and old cards still open`() async throws {
        try await withVault { vault, database in
            let old = try await vault.tokenize()
            let kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 0x22, count: 32)))
            let new = try kek.makeKey(for: .card, livemode: false, .system)
            try await KeyStore(database: database.owner).rotate(to: new, at: Moment.now)
            let card = try await vault.tokenize()
            #expect(card.keyID == new.id)
            #expect(old.keyID != new.id)
            let secrets = try await CardOpener(keys: vault.keys).open(old, code: nil)
            #expect(secrets.number.revealed == "4242424242424242")
        }
    }

    @Test func `a key is destroyed only when it is retired, an hour old, and no card needs it`() async throws {
        try await withVault { vault, database in
            let card = try await vault.tokenize()
            let store = KeyStore(database: database.owner)
            let later = Moment.now.addingTimeInterval(3600)
            #expect(try await !store.destroy(card.keyID, at: later))
            let kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 0x22, count: 32)))
            try await store.rotate(to: try kek.makeKey(for: .card, livemode: false, .system), at: Moment.now)
            #expect(try await !store.destroy(card.keyID, at: later))
            _ = try await CardStore(database: vault.database).purge(at: later)
            #expect(try await !store.destroy(card.keyID, at: Moment.now.addingTimeInterval(3599)))
            #expect(try await store.destroy(card.keyID, at: later))
            let ring = try await vault.keys.load()
            #expect(ring[card.keyID] == nil)
        }
    }

    @Test func `replicas that start at once agree on one set of keys`() async throws {
        try await TestPostgres.withDatabase(migrations: VaultMigrations.all) { database in
            let kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 0x22, count: 32)))
            let clock = TestClock()
            let ids = try await withThrowingTaskGroup(of: [Int32?].self) { group in
                for _ in 0..<8 {
                    let store = KeyStore(database: database.database(role: "vault"))
                    group.addTask {
                        let ring = try await VaultKeys(store, kek, clock: clock.wall, randomness: .system).load()
                        return KeyPurpose.allCases.flatMap { purpose in
                            [false, true].map { ring.active(purpose, livemode: $0)?.id }
                        }
                    }
                }
                return try await group.reduce(into: Set<[Int32?]>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(ids.first?.contains(nil) == false)
            let rows = try await database.owner.one("SELECT count(*) AS n FROM vault.keys")
            #expect(try rows.get("n", as: Int.self) == 4)
        }
    }

    @Test func `another key encryption key is told at once`() async throws {
        try await withVault { vault, _ in
            let other = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 0x33, count: 32)))
            let keys = VaultKeys(
                KeyStore(database: vault.database),
                other,
                clock: vault.clock.wall,
                randomness: .system
            )
            await #expect(throws: KeyEncryptionKey.Failure.self) { try await keys.load() }
        }
    }

    /// What the role must not be able to do, each by itself.
    @Test(
        arguments: [
            "UPDATE vault.keys SET state = 'decrypt_only'", "DELETE FROM vault.keys",
            "UPDATE vault.cards SET merchant = 'acct_2'", "UPDATE vault.cards SET number_sealed = number_sealed",
            "DELETE FROM vault.relays", "SELECT * FROM vault.relays", "UPDATE vault.relays SET caller = 'x'",
            "TRUNCATE vault.cards", "CREATE TABLE vault.more (a int)", "DROP TABLE vault.cards",
        ] as [String]
    )
    func `the role can do no more than its statements need`(_ statement: String) async throws {
        try await withVault { vault, _ in
            let error = await #expect(throws: PostgresError.self) {
                try await vault.database.execute(SQL(unescaped: statement))
            }
            #expect(error?.sqlState == .insufficientPrivilege)
        }
    }

    @Test(arguments: ["session_api", "fraud_scorer", "webhook_sender"])
    func `no other service's role sees the vault`(_ role: String) async throws {
        try await withVault { _, database in
            let other = database.database(role: role)
            for table in ["cards", "keys", "relays", "token_counts"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await other.query("SELECT * FROM vault.\(unescaped: table)")
                }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
        }
    }
}
