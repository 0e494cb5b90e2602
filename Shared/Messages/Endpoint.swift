import Foundation
import Payments
import Postgres

/// A merchant's URL that wants to hear of events.
package struct Endpoint: Sendable, Hashable, Identified {
    package static let prefix = "we_"
    package static let length = 24
    /// How many a merchant may have in each mode (dialect §12).
    package static let limit = 16

    /// Whether it is sent anything.
    package enum Status: String, Sendable, PostgresDecodable {
        case enabled
        case disabled
    }

    package let id: ID<Endpoint>
    /// The owner, `acct_…`.
    package let merchant: String
    package let livemode: Bool
    package let url: String
    /// The event types it wants; nil for all of them.
    package let eventTypes: [String]?
    /// The version that its events are rendered in; nil for `EventEnvelope.currentAPIVersion`.
    package let apiVersion: String?
    package let status: Status
    package let description: String?
    package let metadata: [String: String]
    package let createdAt: Date
}

/// What a merchant asks for when they add an endpoint; the limits on its texts were checked by whoever read the request.
package struct NewEndpoint: Sendable {
    package let merchant: String
    package let livemode: Bool
    package let url: EndpointURL
    package let eventTypes: [String]?
    package let apiVersion: String?
    package let description: String?
    package let metadata: [String: String]

    /// An endpoint to be; `["*"]` as its event types means all of them, as nil does.
    package init(
        merchant: String,
        livemode: Bool,
        url: EndpointURL,
        eventTypes: [String]? = nil,
        apiVersion: String? = nil,
        description: String? = nil,
        metadata: [String: String] = [:]
    ) {
        self.merchant = merchant
        self.livemode = livemode
        self.url = url
        self.eventTypes = eventTypes.flatMap { $0.contains("*") ? nil : $0 }
        self.apiVersion = apiVersion
        self.description = description
        self.metadata = metadata
    }
}
