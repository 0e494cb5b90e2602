import Crypto

/// The keys that this process can use at one moment.
struct KeyRing: Sendable {
    struct Key: Sendable {
        let id: Int32
        let purpose: KeyPurpose
        let livemode: Bool
        let state: KeyState
        let key: SymmetricKey
    }

    private let keys: [Int32: Key]

    /// - Throws: when the key encryption key does not open one of the records.
    init(_ records: [KeyRecord], openedBy kek: KeyEncryptionKey) throws(KeyEncryptionKey.Failure) {
        var keys: [Int32: Key] = [:]
        for record in records {
            guard let key = try kek.unwrap(record) else { continue }
            keys[record.id] = Key(
                id: record.id,
                purpose: record.purpose,
                livemode: record.livemode,
                state: record.state,
                key: key
            )
        }
        self.keys = keys
    }

    /// The key that seals now.
    func active(_ purpose: KeyPurpose, livemode: Bool) -> Key? {
        keys.values.first { $0.purpose == purpose && $0.livemode == livemode && $0.state == .active }
    }

    subscript(id: Int32) -> Key? { keys[id] }

    /// Purposes and modes without a key that seals.
    var missing: [(purpose: KeyPurpose, livemode: Bool)] {
        KeyPurpose.allCases.flatMap { purpose in
            [false, true].filter { active(purpose, livemode: $0) == nil }.map { (purpose, $0) }
        }
    }
}
