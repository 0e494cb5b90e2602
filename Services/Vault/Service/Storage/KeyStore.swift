import Foundation
import Postgres

/// The rows of `vault.keys`.
struct KeyStore: Sendable {
    let database: Database

    func all() async throws(PostgresError) -> [KeyRecord] {
        let rows = try await database.query(
            """
            SELECT id, purpose, livemode, state, wrapped, wrapped_by, check_value
            FROM vault.keys
            """,
            access: .read
        )
        var records: [KeyRecord] = []
        for row in rows { records.append(try row.keyRecord) }
        return records
    }

    /// Stores new keys; where another replica was faster, its key stays and ours is dropped.
    func insertWhereNoneIsActive(_ records: [KeyRecord], at now: Date) async throws(PostgresError) {
        _ = try await database.batch(records.map { Self.insert($0, at: now, orKeepTheOther: true) })
    }

    /// Makes a new key the one that seals; what the old one sealed can still be opened.
    ///
    /// For the owner: the service's role may not.
    func rotate(to record: KeyRecord, at now: Date) async throws(PostgresError) {
        _ = try await database.batch([
            """
            UPDATE vault.keys
            SET state = 'decrypt_only', changed_at = \(now)
            WHERE purpose = \(record.purpose.rawValue) AND livemode = \(record.livemode) AND state = 'active'
            """,
            Self.insert(record, at: now, orKeepTheOther: false),
        ])
    }

    /// Destroys a key that seals no more and that no card needs; whether it did.
    ///
    /// For the owner.
    /// An hour has to pass, so that no vault has a card under way that it sealed before it saw the rotation.
    func destroy(_ id: Int32, at now: Date) async throws(PostgresError) -> Bool {
        try await database.execute(
            """
            UPDATE vault.keys
            SET state = 'destroyed', wrapped = NULL, changed_at = \(now)
            WHERE id = \(id) AND state = 'decrypt_only' AND changed_at <= \(now.addingTimeInterval(-3600))
              AND NOT EXISTS (SELECT FROM vault.cards WHERE key_id = \(id))
            """
        ) == 1
    }

    private static func insert(_ record: KeyRecord, at now: Date, orKeepTheOther: Bool) -> SQL {
        let onConflict: SQL = orKeepTheOther ? "ON CONFLICT (purpose, livemode) WHERE state = 'active' DO NOTHING" : ""
        return """
            INSERT INTO vault.keys
                (id, purpose, livemode, state, wrapped, wrapped_by, check_value, created_at, changed_at)
            VALUES
                (\(record.id), \(record.purpose.rawValue), \(record.livemode), \(record.state.rawValue),
                 \(record.wrapped), \(record.wrappedBy), \(record.checkValue), \(now), \(now))
            \(onConflict)
            """
    }
}

extension Row {
    fileprivate var keyRecord: KeyRecord {
        get throws(PostgresError) {
            guard let purpose = KeyPurpose(rawValue: try get("purpose")),
                let state = KeyState(rawValue: try get("state"))
            else { throw .decoding(column: "purpose", expected: "a purpose and a state that this build knows") }
            return KeyRecord(
                id: try get("id"),
                purpose: purpose,
                livemode: try get("livemode"),
                state: state,
                wrapped: try get("wrapped"),
                wrappedBy: try get("wrapped_by"),
                checkValue: try get("check_value")
            )
        }
    }
}
