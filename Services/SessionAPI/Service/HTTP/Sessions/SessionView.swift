import HTTPKit
import HTTPTypes
import OrderedCollections
import Payments

/// Sessions as answers show them, with what the client wants to see in full.
struct SessionView: Sendable {
    let object: SessionObject
    let payments: PaymentView

    /// What may stand in `expand`.
    static let expandable: Set<String> = ["line_items", "payment_intent", "payment_intent.latest_charge"]

    /// What a request wants expanded, as far as it can be read; for requests that were checked when they came first.
    static func wishes(in parameters: Parameter) -> Set<String> {
        guard case .map(let parts) = parameters, let elements = parts["expand"]?.elements else { return [] }
        return Set(elements.compactMap { if case .text(let text) = $0 { text } else { nil } })
    }

    /// The answer to its creation, now or again: it depends on nothing that changes.
    func asCreated(_ session: Session, showing wishes: Set<String>) throws -> [UInt8] {
        let items = wishes.contains("line_items") ? try LineItemsText.decode(session.lineItems) : nil
        return object.json(session.asCreated, version: session.terms.version, showing: .init(lineItems: items))
    }

    func json(_ session: Session, in version: APIVersion, showing wishes: Set<String>) async throws -> [UInt8] {
        var expansion = SessionObject.Expansion()
        if wishes.contains("line_items") { expansion.lineItems = try LineItemsText.decode(session.lineItems) }
        if wishes.contains(where: { $0.hasPrefix("payment_intent") }) {
            expansion.paymentIntent = try await payments.intent(
                of: session,
                showingCharge: wishes.contains("payment_intent.latest_charge")
            )
        }
        return object.json(session, version: version, showing: expansion)
    }

    /// A page of the lines of a session's order.
    func lineItems(of session: Session, _ page: Page) throws -> [UInt8] {
        let all = try LineItemsText.decode(session.lineItems)
        let (items, hasMore) = try page.part(of: all, id: \.id)
        var writer = JSONWriter()
        writer.object { LineItemObject(session).list(Array(items), hasMore: hasMore, &$0) }
        return writer.bytes
    }

    /// What a merchant is told who wanted to expire a session.
    func answer(
        to outcome: SessionExpiry.Outcome,
        _ id: ID<Session>,
        in version: APIVersion,
        showing wishes: Set<String>
    ) throws -> IdempotencyStore.Answer {
        switch outcome {
        case .expired(let session):
            let items = wishes.contains("line_items") ? try LineItemsText.decode(session.lineItems) : nil
            let body = object.json(session, version: version, showing: .init(lineItems: items))
            return .init(status: 200, body: String(decoding: body, as: UTF8.self))
        case .notOpen(let session):
            return .init(
                APIError(
                    .badRequest,
                    "Only sessions with a status in [\"open\"] can be expired. This session has the status "
                        + "\"\(session.progress.status.rawValue)\"."
                )
            )
        case .paymentUnderWay:
            return .init(
                APIError(
                    .badRequest,
                    "This session cannot be expired at the moment: a payment is under way, and its outcome is not known yet. "
                        + "Try again in a few seconds."
                )
            )
        case .notFound:
            throw APIError.noSuchSession(id, livemode: id.saysLivemode)
        }
    }
}

extension IdempotencyStore.Answer {
    fileprivate init(_ error: APIError) {
        self.init(status: error.status.code, body: error.json)
    }
}
