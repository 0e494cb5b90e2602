import Foundation
import Messages
import Payments
import Postgres

/// One event on its way to one endpoint, leased to this sender for one attempt.
struct Delivery: Sendable {
    /// The holder's token; a write with another one changes nothing.
    let lease: Int64
    let endpoint: ID<Endpoint>
    let messageID: UUID
    /// The number of this attempt, from 1.
    let attempt: Int
    let apiVersion: String
    let pendingWebhooks: Int
    /// Nil when the endpoint was deleted since.
    let target: Target?
    /// Nil when the message is older than messages are kept.
    let message: Message?
    /// From the message's writing to this claim, by the database's clock.
    let age: Duration

    /// Where a delivery goes, as the endpoint is now.
    struct Target: Sendable {
        let url: String
        let livemode: Bool
        let isEnabled: Bool
        /// The valid secrets, newest first, sealed, with their versions.
        let secrets: [(version: Int, sealed: [UInt8])]
    }
}

extension Delivery {
    init(_ row: Row) throws(PostgresError) {
        lease = try row.get("lease")
        endpoint = ID(unchecked: try row.get("endpoint"))
        messageID = try row.get("message")
        attempt = try row.get("attempt")
        apiVersion = try row.get("api_version")
        pendingWebhooks = try row.get("pending_webhooks")
        age = .seconds(try row.get("age_seconds", as: Double?.self) ?? 0)
        if let url = try row.get("url", as: String?.self) {
            let versions: [Int] = try row.get("secret_versions")
            let sealed: [[UInt8]] = try row.get("sealed_secrets")
            target = Target(
                url: url,
                livemode: try row.get("endpoint_livemode"),
                isEnabled: try row.get("is_enabled"),
                secrets: zip(versions, sealed).map { (version: $0, sealed: $1) }
            )
        } else {
            target = nil
        }
        message = try row.get("data", as: String?.self) == nil ? nil : Message(id: messageID, row: row)
    }
}
