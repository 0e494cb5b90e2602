import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// Bytes of a body; a hundred lines with long names and all metadata stay far below.
    static let bodyLimit = 1024 * 1024

    /// The parameters in the body of a POST.
    ///
    /// - Throws: `APIError` for another form than that of SDKs, `NIOTooManyBytesError` over `bodyLimit`.
    func formParameters() async throws -> Parameter {
        var request = self
        let body = try await request.collectBody(upTo: Self.bodyLimit)
        if body.readableBytes > 0, let type = headers[.contentType], !type.lowercased().hasPrefix(Self.form) {
            throw APIError(
                .badRequest,
                "Invalid request: bodies are \(Self.form), not \(ParameterReader.shown(type))."
            )
        }
        return try FormParameters.parse(body)
    }

    /// What a GET without other parameters wants to see in full.
    func wishes(among places: Set<String>) throws -> Set<String> {
        try ParameterReader.read(FormParameters.parse(query: uri.query)) { try $0.expand(allowing: places) }
    }

    private static let form = "application/x-www-form-urlencoded"
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
