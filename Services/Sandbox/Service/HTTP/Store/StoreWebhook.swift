import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Payments
import Secrets

/// Where Paydesk tells the store what happened: the only thing that makes the store send goods.
struct StoreWebhook: Sendable {
    let orders: Orders
    let secret: SecretString
    let clock: WallClock

    private static let bodyBytes = 1 << 20

    /// Verify, store, answer, in this order.
    ///
    /// The signature is over the body's exact bytes, so they are kept until it is checked and only then read as JSON. A 2xx
    /// is given once the order is on the disk: an event that is lost before that comes again, and one that comes again
    /// changes nothing. Events about other things are acknowledged; their sender would only repeat them.
    func receive(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        var request = request
        let body = Array(try await request.collectBody(upTo: Self.bodyBytes).readableBytesView)
        do {
            try WebhookSignature.verify(request.headers[.stripeSignature], body, secret: secret, at: clock.now)
        } catch {
            context.logger.warning("Webhook refused", metadata: ["signature": .string(error.rawValue)])
            throw APIError(.badRequest, code: "signature_\(error.code)", "The webhook's signature is not valid.")
        }
        if let event = try JSON.decode(EventBody.self, from: Data(body)).sessionEvent {
            try await orders.receive(event)
        }
        return Response(json: "{\"received\":true}")
    }
}

extension WebhookSignature.Failure {
    fileprivate var code: String { self == .tooOld ? "too_old" : rawValue }
}

extension HTTPField.Name {
    fileprivate static let stripeSignature = HTTPField.Name("Stripe-Signature") ?? .authorization
}

/// An event, as far as the store reads it.
private struct EventBody: Decodable {
    let id: String
    let type: String
    let data: DataBody

    struct DataBody: Decodable {
        let object: ObjectBody
    }

    struct ObjectBody: Decodable {
        let id: String?
        let object: String?
        let paymentStatus: String?
        let amountTotal: Int64?
        let currency: String?

        private enum CodingKeys: String, CodingKey {
            case id, object, currency
            case paymentStatus = "payment_status"
            case amountTotal = "amount_total"
        }
    }

    /// Nil for an event about anything but a checkout session; such are acknowledged and left alone.
    var sessionEvent: SessionEvent? {
        guard data.object.object == "checkout.session", let session = data.object.id else { return nil }
        return SessionEvent(
            id: id,
            type: type,
            sessionID: session,
            paymentStatus: data.object.paymentStatus,
            amountTotal: data.object.amountTotal,
            currency: data.object.currency
        )
    }
}
