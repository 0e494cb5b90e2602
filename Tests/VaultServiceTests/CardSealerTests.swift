import Crypto
import Foundation
import Payments
import Secrets
import Testing

@testable import VaultService

@Suite struct CardSealerTests {
    private let kek: KeyEncryptionKey
    private let records: [KeyRecord]
    private let ring: KeyRing
    private let sealer = CardSealer(randomness: .seeded(7))

    init() throws {
        kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 9, count: 32)))
        let randomness = Randomness.seeded(1)
        let kek = kek
        records = try KeyPurpose.allCases.flatMap { purpose in
            try [false, true].map { try kek.makeKey(for: purpose, livemode: $0, randomness) }
        }
        ring = try KeyRing(records, openedBy: kek)
    }

    private func key(livemode: Bool = false) throws -> KeyRing.Key {
        try #require(ring.active(.card, livemode: livemode))
    }

    private func place(
        livemode: Bool = false,
        merchant: String = "acct_a",
        token: String = "card_a",
        keyID: Int32? = nil,
        field: SealedPlace.Field = .number
    ) throws -> SealedPlace {
        SealedPlace(
            livemode: livemode,
            merchant: merchant,
            token: token,
            keyID: try keyID ?? key(livemode: livemode).id,
            field: field
        )
    }

    @Test func `what is sealed opens in its place`() throws {
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        #expect(try CardSealer.open(sealed, at: place(), with: ring).revealed == "4242424242424242")
    }

    @Test func `two seals of one number have nothing in common`() throws {
        let one = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        let two = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        #expect(one.prefix(6) == two.prefix(6))
        #expect(zip(one.dropFirst(6), two.dropFirst(6)).count(where: ==) < 8)
    }

    @Test func `another row, merchant, mode, key or column: all fail alike`() throws {
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        let elsewhere = [
            try place(token: "card_b"), try place(merchant: "acct_b"), try place(livemode: true),
            try place(keyID: key(livemode: true).id), try place(field: .name),
            try place(livemode: true, keyID: key().id),
            // A part that moves from one name to the next must not read the same.
            try place(merchant: "acct_", token: "acard_a"), try place(merchant: "acct_acard_a", token: ""),
        ]
        for other in elsewhere {
            #expect(throws: CardSealer.Failure.unreadable) { try CardSealer.open(sealed, at: other, with: ring) }
        }
    }

    @Test func `each single flipped bit fails alike`() throws {
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        for byte in sealed.indices {
            for bit in 0..<8 {
                var damaged = sealed
                damaged[byte] ^= 1 << bit
                #expect(throws: CardSealer.Failure.unreadable) {
                    try CardSealer.open(damaged, at: place(), with: ring)
                }
            }
        }
        for length in [0, 1, 6, 34, 50, sealed.count - 1] {
            #expect(throws: CardSealer.Failure.unreadable) {
                try CardSealer.open(Array(sealed.prefix(length)), at: place(), with: ring)
            }
        }
    }

    @Test func `a test key opens nothing that is live, even under the same id`() throws {
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        var asLive = sealed
        asLive[1] = UInt8(ascii: "L")
        #expect(throws: CardSealer.Failure.unreadable) {
            try CardSealer.open(asLive, at: place(livemode: true, keyID: key().id), with: ring)
        }
    }

    @Test func `the sealed form is the documented one`() throws {
        let key = try key()
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key)
        #expect(sealed.count == 1 + 1 + 4 + 16 + 12 + 16 + 16)
        #expect(sealed[0] == 1)
        #expect(sealed[1] == UInt8(ascii: "T"))
        #expect(sealed[2..<6].reduce(0) { $0 << 8 | Int32($1) } == key.id)
    }

    @Test func `a key that seals no more still opens, a destroyed one does not`() throws {
        let sealed = try sealer.seal(secret("4242424242424242"), at: place(), with: key())
        let id = try key().id
        let retired = try KeyRing(records.map { $0.id == id ? $0.moved(to: .decryptOnly) : $0 }, openedBy: kek)
        #expect(try CardSealer.open(sealed, at: place(), with: retired).revealed == "4242424242424242")
        #expect(retired.active(.card, livemode: false) == nil)
        #expect(retired.missing.map(\.purpose) == [.card])
        let gone = try KeyRing(records.map { $0.id == id ? $0.moved(to: .destroyed) : $0 }, openedBy: kek)
        #expect(throws: CardSealer.Failure.unreadable) { try CardSealer.open(sealed, at: place(), with: gone) }
    }
}

@Suite struct KeyEncryptionKeyTests {
    private let kek: KeyEncryptionKey
    private let record: KeyRecord

    init() throws {
        kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 9, count: 32)))
        record = try kek.makeKey(for: .card, livemode: false, .seeded(1))
    }

    @Test func `another key encryption key is told apart from damage`() throws {
        let other = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 8, count: 32)))
        #expect(
            throws: KeyEncryptionKey.Failure.wrappedByAnother(key: record.id, wrappedBy: kek.id, ours: other.id)
        ) { try other.unwrap(record) }
        #expect(throws: (any Error).self) { try KeyEncryptionKey(SecretBytes([1, 2, 3])) }
    }

    @Test func `a wrapped key does not open in another row's place`() throws {
        let unreadable = KeyEncryptionKey.Failure.unreadable(key: record.id)
        #expect(throws: unreadable) { try kek.unwrap(record.with(purpose: .fingerprint)) }
        #expect(throws: unreadable) { try kek.unwrap(record.with(livemode: true)) }
        #expect(throws: unreadable) { try kek.unwrap(record.with(checkValue: [0, 0, 0, 0, 0, 0, 0, 0])) }
        #expect(throws: KeyEncryptionKey.Failure.unreadable(key: 7)) { try kek.unwrap(record.with(id: 7)) }
    }

    @Test func `ids of keys are positive and differ`() throws {
        let ids = try (0..<100).map { _ in try kek.makeKey(for: .card, livemode: false, .system).id }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0 > 0 })
    }
}

extension KeyRecord {
    func moved(to state: KeyState) -> KeyRecord {
        KeyRecord(
            id: id,
            purpose: purpose,
            livemode: livemode,
            state: state,
            wrapped: state == .destroyed ? nil : wrapped,
            wrappedBy: wrappedBy,
            checkValue: checkValue
        )
    }

    func with(
        id: Int32? = nil,
        purpose: KeyPurpose? = nil,
        livemode: Bool? = nil,
        checkValue: [UInt8]? = nil
    ) -> KeyRecord {
        KeyRecord(
            id: id ?? self.id,
            purpose: purpose ?? self.purpose,
            livemode: livemode ?? self.livemode,
            state: state,
            wrapped: wrapped,
            wrappedBy: wrappedBy,
            checkValue: checkValue ?? self.checkValue
        )
    }
}

@Suite struct FingerprintTests {
    private let ring: KeyRing

    init() throws {
        let kek = try KeyEncryptionKey(SecretBytes([UInt8](repeating: 9, count: 32)))
        let records = try [false, true].map { try kek.makeKey(for: .fingerprint, livemode: $0, .seeded($0 ? 2 : 1)) }
        ring = try KeyRing(records, openedBy: kek)
    }

    private func of(_ digits: String, _ scope: Fingerprint.Scope, livemode: Bool = false) throws -> String {
        Fingerprint.of(try number(digits), in: scope, with: try #require(ring.active(.fingerprint, livemode: livemode)))
    }

    @Test func `the same card is the same, another merchant, card or mode is not`() throws {
        let one = try of("4242424242424242", .merchant("acct_a"))
        #expect(one.utf8.count == 16)
        #expect(Base62.contains(one))
        #expect(try one == of("4242 4242 4242 4242", .merchant("acct_a")))
        let others = [
            try of("4242424242424242", .merchant("acct_b")), try of("4242424242424242", .network),
            try of("4000056655665556", .merchant("acct_a")),
            try of("4242424242424242", .merchant("acct_a"), livemode: true),
        ]
        #expect(Set(others + [one]).count == 5)
    }
}
