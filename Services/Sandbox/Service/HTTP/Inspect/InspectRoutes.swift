import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Payments

/// A receiver for whatever a test wants to look at: any request to `/inspect/{name}` or below is recorded.
///
/// Reserved are `GET …/requests`, `GET` and `PUT …/behaviour`, and `DELETE /inspect/{name}`.
struct InspectRoutes: Sendable {
    let inspector: Inspector
    let clock: WallClock

    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    func add(to router: Router<PaydeskContext>) {
        router.get("/inspect/:name/requests", use: requests)
        router.get("/inspect/:name/behaviour", use: behaviour)
        router.put("/inspect/:name/behaviour", use: setBehaviour)
        router.delete("/inspect/:name", use: clear)
        for method in Self.methods {
            if method != .delete { router.on("/inspect/:name", method: method, use: record) }
            if method != .get { router.on("/inspect/:name/requests", method: method, use: record) }
            if method != .get, method != .put { router.on("/inspect/:name/behaviour", method: method, use: record) }
            router.on("/inspect/:name/**", method: method, use: record)
        }
    }

    // MARK: - Recording

    @Sendable private func record(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let name = try name(context)
        var request = request
        let body = try await request.collectBody(upTo: Inspector.Limits.bodyBytes)
        let recorded = RecordedRequest(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query ?? "",
            headers: request.allHeaders,
            body: Array(body.readableBytesView),
            receivedAt: clock.now
        )
        guard let behaviour = inspector.record(recorded, as: name) else { throw tooManyNames }
        if behaviour.hangs {
            let connection = Connection(context)
            await connection.waitForHangUp(atMost: Self.longestHang)
            return await connection.cut()
        }
        if behaviour.delayMilliseconds > 0 {
            await Connection.wait(.milliseconds(behaviour.delayMilliseconds))
        }
        return Response(status: .init(code: behaviour.status), json: "{\"recorded\":true}")
    }

    /// A caller without a timeout of its own is let go then.
    private static let longestHang: Duration = .seconds(600)

    // MARK: - Looking and setting

    @Sendable private func requests(_ request: Request, _ context: PaydeskContext) throws -> Response {
        try Response(encoding: inspector.requests(try name(context)).map(RecordedBody.init))
    }

    @Sendable private func behaviour(_ request: Request, _ context: PaydeskContext) throws -> Response {
        try Response(encoding: BehaviourBody(inspector.behaviour(try name(context))))
    }

    @Sendable private func setBehaviour(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let name = try name(context)
        let body = try await request.decodedJSON(as: BehaviourBody.self)
        guard inspector.set(body.behaviour, for: name) else { throw tooManyNames }
        return try Response(encoding: body)
    }

    @Sendable private func clear(_ request: Request, _ context: PaydeskContext) throws -> Response {
        inspector.clear(try name(context))
        return Response(json: "{\"cleared\":true}")
    }

    private func name(_ context: PaydeskContext) throws -> String {
        let name = try context.parameters.require("name")
        let isName = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
                || Character(UnicodeScalar(byte)).isLetter && byte < 128 || (48...57).contains(byte)
        }
        guard isName, (1...64).contains(name.utf8.count) else {
            throw APIError.invalid("name", "Expected 1 to 64 letters, digits, dots, dashes or underscores.")
        }
        return name
    }

    private var tooManyNames: APIError {
        APIError(
            .tooManyRequests,
            code: "too_many_names",
            param: "name",
            "\(Inspector.Limits.names) names are in use; DELETE /inspect/{name} frees one."
        )
    }
}

extension Request {
    /// `Host` included, which HTTP libraries like to keep apart.
    fileprivate var allHeaders: [(name: String, value: String)] {
        let host = head.authority.map { [(name: "Host", value: $0)] } ?? []
        return host + headers.map { ($0.name.rawName, $0.value) }
    }
}
