import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import OrderedCollections
import Payments

extension Request {
    /// Bytes of a body; a hundred lines with long names and all metadata stay far below.
    static let bodyLimit = 1024 * 1024

    /// The parameters in the body of a POST, a form or JSON.
    ///
    /// - Throws: `APIError` for a body that is neither, `NIOTooManyBytesError` over `bodyLimit`.
    func formParameters() async throws -> Parameter {
        var request = self
        let body = try await request.collectBody(upTo: Self.bodyLimit)
        guard body.readableBytes > 0 else { return .map([:]) }
        switch Self.mediaType(headers[.contentType]) {
        case nil, "application/x-www-form-urlencoded": return try FormParameters.parse(body)
        case "application/json": return try JSONParameters.parse(body)
        case let type?:
            throw APIError(
                .badRequest,
                "Invalid request: the body's Content-Type must be application/x-www-form-urlencoded or application/json, "
                    + "not \(ParameterReader.shown(CardNumberScan.masked(type)))."
            )
        }
    }

    /// `text/plain` of `Text/Plain; charset=utf-8`.
    private static func mediaType(_ header: String?) -> String? {
        guard let type = header?.prefix(while: { $0 != ";" }).lowercased() else { return nil }
        return type.filter { $0 != " " && $0 != "\t" }
    }

    /// What a GET without other parameters wants to see in full.
    func wishes(among places: Set<String>) throws -> Set<String> {
        try ParameterReader.read(FormParameters.parse(query: uri.query)) { try $0.expand(allowing: places) }
    }
}

extension Response {
    /// An answer of the public API.
    init(dialect body: [UInt8], headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        self.init(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// An answer that is kept with its idempotency key.
    init(_ kept: IdempotencyStore.Kept) throws {
        switch kept {
        case .answer(let answer, let isReplay):
            self.init(status: .init(code: answer.status), json: answer.body, headers: .replay(isReplay))
        case .taken: throw APIError.keyReused
        case .busy: throw APIError.keyInUse
        }
    }
}
