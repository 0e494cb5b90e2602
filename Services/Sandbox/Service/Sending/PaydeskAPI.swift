import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Payments
import Secrets

/// What the store needs of Paydesk's public API.
///
/// Any merchant could write this; any Stripe SDK would do as well.
struct PaydeskAPI: Sendable {
    let baseURL: String
    let secretKey: SecretString
    let client: HTTPClient

    /// A checkout session, as far as the store reads it.
    struct Session: Decodable, Sendable {
        let id: String
        /// Where the shopper pays; gone once the session is no longer open.
        let url: String?
        let status: String?
        let paymentStatus: String
        let amountTotal: Int64?
        let currency: String?

        private enum CodingKeys: String, CodingKey {
            case id, url, status, currency
            case paymentStatus = "payment_status"
            case amountTotal = "amount_total"
        }
    }

    enum Failure: Error {
        /// No readable answer; the call may have been executed.
        case unreachable
        case refused(status: Int, message: String)
    }

    /// Makes the session for an order.
    ///
    /// The order's number is the idempotency key: however often this is called for one order, there is one session. It
    /// also goes into the metadata, where whoever reads the session later finds the way back to the order.
    func createSession(
        for order: ID<Order>,
        _ product: Product,
        asksBank: Bool,
        returnTo store: String
    ) async throws -> Session {
        let fields = [
            ("mode", "payment"),
            ("success_url", store + "/thanks?session_id={CHECKOUT_SESSION_ID}"),
            ("cancel_url", store),
            ("client_reference_id", order.rawValue),
            ("metadata[order]", order.rawValue),
            ("payment_method_options[card][request_three_d_secure]", asksBank ? "any" : "automatic"),
            ("line_items[0][price_data][currency]", product.price.currency.code),
            ("line_items[0][price_data][unit_amount]", String(product.price.amount)),
            ("line_items[0][price_data][product_data][name]", product.name),
            ("line_items[0][price_data][product_data][description]", product.description),
            ("line_items[0][quantity]", "1"),
        ]
        var request = request("/v1/checkout/sessions")
        request.method = .POST
        request.headers.replaceOrAdd(name: "idempotency-key", value: order.rawValue)
        request.headers.replaceOrAdd(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: Self.formEncoded(fields)))
        return try await send(request)
    }

    /// Reads a session back.
    ///
    /// The id goes into the URL as it is: letters, digits and underscores only.
    func session(_ id: String) async throws -> Session {
        try await send(request("/v1/checkout/sessions/" + id))
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: baseURL + path)
        secretKey.withValue { request.headers.add(name: "authorization", value: "Bearer " + $0) }
        request.headers.add(name: "accept", value: "application/json")
        return request
    }

    private func send(_ request: HTTPClientRequest) async throws -> Session {
        let status: Int
        let body: ByteBuffer
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            status = Int(response.status.code)
            body = try await response.body.collect(upTo: 1 << 20)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Failure.unreachable
        }
        guard (200...299).contains(status) else {
            throw Failure.refused(status: status, message: ErrorEnvelope.message(in: body))
        }
        do {
            return try JSONDecoder().decode(Session.self, from: Data(body.readableBytesView))
        } catch {
            throw Failure.unreachable
        }
    }

    /// `application/x-www-form-urlencoded`, as a browser or an SDK writes it.
    static func formEncoded(_ fields: [(String, String)]) -> String {
        fields.map { name, value in encoded(name) + "=" + encoded(value) }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + Hex.encode([byte]).uppercased()
            }
        }.joined()
    }
}

/// Paydesk's errors: `{"error": {"message": …}}`.
private struct ErrorEnvelope: Decodable {
    struct Body: Decodable { let message: String? }
    let error: Body

    static func message(in body: ByteBuffer) -> String {
        // An answer that is no envelope has nothing to show; the status says enough.
        (try? JSONDecoder().decode(ErrorEnvelope.self, from: Data(body.readableBytesView)))?.error.message ?? ""
    }
}
