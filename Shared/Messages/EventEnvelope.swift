import Foundation

/// The JSON text of an event, as it is signed and sent, and as the API shows it.
///
/// The same message, version and count always give the same bytes, on any machine: field order and layout are written
/// out here, and numbers and strings of the object are copied as they stand.
package enum EventEnvelope {
    /// What an endpoint gets that asked for no version of its own (dialect §9).
    package static let currentAPIVersion = "2026-10-28.endive"

    /// The body, pretty-printed with two spaces, no line end after the last brace (dialect §12).
    ///
    /// - Parameters:
    ///   - message: what happened.
    ///   - apiVersion: the version that the endpoint asked for.
    ///   - pendingWebhooks: how many endpoints the event went out to.
    /// - Returns: the bytes to sign and send, as text.
    package static func body(of message: Message, apiVersion: String, pendingWebhooks: Int) -> String {
        var text = JSONLayout()
        text.append("{\n  \"id\": \"\(EventID.text(message.id))\",\n")
        text.append("  \"object\": \"event\",\n")
        text.append("  \"api_version\": \(JSONLayout.quoted(apiVersion)),\n")
        text.append("  \"created\": \(Int(message.createdAt.timeIntervalSince1970.rounded(.down))),\n")
        text.append("  \"data\": {\n    \"object\": ")
        text.append(json: message.data, depth: 2)
        if let previous = message.previousAttributes {
            text.append(",\n    \"previous_attributes\": ")
            text.append(json: previous, depth: 2)
        }
        text.append("\n  },\n")
        text.append("  \"livemode\": \(message.livemode),\n")
        text.append("  \"pending_webhooks\": \(pendingWebhooks),\n")
        text.append("  \"request\": \(request(message)),\n")
        text.append("  \"type\": \(JSONLayout.quoted(message.type))\n}")
        return text.string
    }

    private static func request(_ message: Message) -> String {
        guard message.requestID != nil || message.idempotencyKey != nil else { return "null" }
        let id = message.requestID.map(JSONLayout.quoted) ?? "null"
        let key = message.idempotencyKey.map(JSONLayout.quoted) ?? "null"
        return "{\n    \"id\": \(id),\n    \"idempotency_key\": \(key)\n  }"
    }
}
