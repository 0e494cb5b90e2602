import HTTPKit
import Messages
import Payments

/// A request for a webhook endpoint, read and checked.
struct EndpointRequest {
    let url: EndpointURL
    let eventTypes: [String]
    let apiVersion: String?
    let description: String?
    let metadata: [String: String]

    init(_ parameters: Parameter, livemode: Bool, allowPrivate: Bool) throws {
        self = try ParameterReader.read(parameters) {
            try EndpointRequest(&$0, livemode: livemode, allowPrivate: allowPrivate)
        }
    }

    private init(_ reader: inout ParameterReader, livemode: Bool, allowPrivate: Bool) throws {
        let text = try reader.requiredText("url")
        do {
            url = try EndpointURL.check(text, livemode: livemode, allowPrivate: allowPrivate)
        } catch {
            throw APIError.invalid("url", code: "url_invalid", "Invalid URL: \(error.message)")
        }
        eventTypes = try Self.eventTypes(&reader)
        apiVersion = try Self.version(&reader)
        description = try reader.text("description", upTo: 500)
        metadata = try reader.notes("metadata")
        _ = try reader.expand(allowing: [])
        try reader.notYet("connect")
    }

    /// At least one; `*` stands for all of them.
    private static func eventTypes(_ reader: inout ParameterReader) throws -> [String] {
        guard let types = try reader.texts("enabled_events", upTo: 300, each: 100), !types.isEmpty else {
            throw reader.missing("enabled_events")
        }
        for (index, type) in types.enumerated() where type != "*" && !isEventType(type) {
            throw APIError.invalid(
                "enabled_events[\(index)]",
                "Invalid event type: \(ParameterReader.shown(type)). Types look like checkout.session.completed; * stands for all."
            )
        }
        return types
    }

    /// Words with dots between them.
    ///
    /// Types that are not sent here are taken too: an integration may name them all.
    private static func isEventType(_ text: String) -> Bool {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        return words.count >= 2
            && words.allSatisfy { word in
                !word.isEmpty
                    && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
            }
    }

    private static func version(_ reader: inout ParameterReader) throws -> String? {
        guard let text = try reader.text("api_version", upTo: 40) else { return nil }
        if let version = APIVersion(text) { return version.text }
        throw APIError.invalid("api_version", "Invalid API version: \(ParameterReader.shown(text)).")
    }
}
