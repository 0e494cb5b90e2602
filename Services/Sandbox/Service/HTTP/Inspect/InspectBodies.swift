import Foundation
import HTTPKit

/// A recorded request as JSON.
struct RecordedBody: Encodable {
    private let request: RecordedRequest

    init(_ request: RecordedRequest) {
        self.request = request
    }

    private enum Key: String, CodingKey {
        case method, path, query, headers, body
        case bodyBase64 = "body_base64"
        case receivedAt = "received_at"
    }

    /// The body is text when it is UTF-8, byte for byte; otherwise `body` is null and `body_base64` has it.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(request.method, forKey: .method)
        try object.encode(request.path, forKey: .path)
        try object.encode(request.query, forKey: .query)
        try object.encode(headers, forKey: .headers)
        try object.encode(request.receivedAt.timeIntervalSince1970, forKey: .receivedAt)
        if let text = String(validating: request.body, as: UTF8.self) {
            try object.encode(text, forKey: .body)
        } else {
            try object.encodeNil(forKey: .body)
            try object.encode(Data(request.body).base64EncodedString(), forKey: .bodyBase64)
        }
    }

    /// Names as sent; the values of a repeated one are joined by commas (RFC 9110 §5.3).
    private var headers: [String: String] {
        Dictionary(request.headers.map { ($0.name, $0.value) }) { $0 + ", " + $1 }
    }
}

/// `{"status", "delay_ms", "hang"}`; what is left out is as usual: 200, at once.
struct BehaviourBody: Codable {
    let behaviour: InspectBehaviour

    init(_ behaviour: InspectBehaviour) {
        self.behaviour = behaviour
    }

    private enum Key: String, CodingKey, CaseIterable {
        case status, hang
        case delay = "delay_ms"
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(outside: Key.allCases.map(\.rawValue))
        let object = try decoder.container(keyedBy: Key.self)
        let status = try object.decodeIfPresent(Int.self, forKey: .status) ?? 200
        guard InspectBehaviour.statuses.contains(status) else {
            throw APIError.invalid("status", "Expected 200 to 599.")
        }
        let delay = try object.decodeIfPresent(Int.self, forKey: .delay) ?? 0
        guard (0...InspectBehaviour.delayLimitMilliseconds).contains(delay) else {
            throw APIError.invalid("delay_ms", "Expected 0 to \(InspectBehaviour.delayLimitMilliseconds).")
        }
        let hangs = try object.decodeIfPresent(Bool.self, forKey: .hang) ?? false
        behaviour = InspectBehaviour(status: status, delayMilliseconds: delay, hangs: hangs)
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(behaviour.status, forKey: .status)
        try object.encode(behaviour.delayMilliseconds, forKey: .delay)
        try object.encode(behaviour.hangs, forKey: .hang)
    }
}
