import HTTPKit
import HTTPTypes
import HummingbirdTesting
import NIOCore

extension MerchantAPI {
    /// Sends a body as it is, under a media type.
    func post(
        _ path: String,
        raw body: String,
        type: String? = "application/json",
        idempotencyKey: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [.authorization: "Bearer \(key)"]
        headers[.contentType] = type
        headers[.idempotencyKey] = idempotencyKey
        let response = try await client.executeRequest(
            uri: path,
            method: .post,
            headers: headers,
            body: ByteBuffer(string: body)
        )
        return Answer(status: response.status.code, headers: response.headers, body: String(buffer: response.body))
    }

    /// The least that a session needs, as JSON; `more` are further members, each with a comma in front.
    static func json(_ more: String = "", quantity: String = "1") -> String {
        """
        {"mode": "payment", "success_url": "https://shop.example/ok",
         "line_items": [{"price_data": {"currency": "eur", "unit_amount": 2000, "product_data": {"name": "T-shirt"}},
                         "quantity": \(quantity)}]\(more)}
        """
    }
}
