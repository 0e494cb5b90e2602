import Messages
import Payments

/// Writes webhook endpoints as the API shows them.
enum EndpointObject {
    /// The object, with its secret in the answer to its creation and never again.
    static func json(_ endpoint: Endpoint, secret: String? = nil) -> String {
        var writer = JSONWriter(capacity: 512)
        writer.object { write(endpoint, secret, &$0) }
        return writer.text
    }

    static func list(_ endpoints: [Endpoint], hasMore: Bool) -> String {
        var writer = JSONWriter(capacity: 512 * endpoints.count + 100)
        writer.object { json in
            json.constant(#""object":"list","url":"/v1/webhook_endpoints""#)
            json.field("has_more", hasMore)
            json.array("data") { json in
                for endpoint in endpoints { json.object { write(endpoint, nil, &$0) } }
            }
        }
        return writer.text
    }

    static func deleted(_ id: String) -> String {
        var writer = JSONWriter(capacity: 128)
        writer.object { json in
            json.field("id", id)
            json.constant(#""object":"webhook_endpoint","deleted":true"#)
        }
        return writer.text
    }

    private static func write(_ endpoint: Endpoint, _ secret: String?, _ json: inout JSONWriter) {
        json.field("id", endpoint.id.rawValue)
        json.constant(#""object":"webhook_endpoint","application":null"#)
        json.field("api_version", endpoint.apiVersion)
        json.field("created", endpoint.createdAt.unixSeconds)
        json.field("description", endpoint.description)
        json.array("enabled_events") { json in
            for type in endpoint.eventTypes ?? ["*"] { json.element(type) }
        }
        json.field("livemode", endpoint.livemode)
        json.object("metadata") { json in
            for (key, value) in endpoint.metadata.sorted(by: { $0.key < $1.key }) { json.field(named: key, value) }
        }
        json.field("status", endpoint.status.rawValue)
        json.field("url", endpoint.url)
        if let secret { json.field("secret", secret) }
    }
}
