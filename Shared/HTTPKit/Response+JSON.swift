import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer whose body is this JSON text.
    package init(status: HTTPResponse.Status = .ok, json: String, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        self.init(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: json)))
    }

    /// An answer whose body is `value`, coded as `JSON` does.
    package init(status: HTTPResponse.Status = .ok, encoding value: some Encodable) throws {
        let bytes = try JSON.encode(value)
        self.init(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension Request {
    /// Reads the body as JSON; a fault in it becomes a 400 that names the place.
    package func decodedJSON<Value: Decodable>(
        as type: Value.Type = Value.self,
        upTo limit: Int = 64 * 1024
    ) async throws -> Value {
        var request = self
        let buffer = try await request.collectBody(upTo: limit)
        return try JSON.decode(Value.self, from: .init(buffer.readableBytesView))
    }
}
