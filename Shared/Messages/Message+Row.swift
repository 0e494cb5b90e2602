import Foundation
import Postgres

extension Message {
    /// The columns that `init(id:row:)` reads, of `messages.messages AS m`; the id's column is the reader's choice.
    package static let columns: SQL = """
        m.merchant, m.livemode, m.session, m.sequence, m.type, m.data, m.previous_attributes, m.request_id,
        m.idempotency_key, m.created_at
        """

    /// Reads a message from a row that has `columns`.
    ///
    /// - Throws: `PostgresError.decoding`.
    package init(id: UUID, row: Row) throws(PostgresError) {
        self.init(
            id: id,
            merchant: try row.get("merchant"),
            livemode: try row.get("livemode"),
            session: try row.get("session"),
            sequence: try row.get("sequence"),
            type: try row.get("type"),
            data: try row.get("data"),
            previousAttributes: try row.get("previous_attributes"),
            requestID: try row.get("request_id"),
            idempotencyKey: try row.get("idempotency_key"),
            createdAt: try row.get("created_at")
        )
    }
}
