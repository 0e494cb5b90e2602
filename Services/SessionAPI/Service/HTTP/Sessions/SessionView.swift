import HTTPKit
import HTTPTypes
import Payments

/// Sessions as answers show them, with what the client wants to see in full.
struct SessionView: Sendable {
    let object: SessionObject
    let sessions: SessionStore

    /// The answer to its creation, now or again: it depends on nothing that changes.
    func asCreated(_ session: Session, showing wishes: Expansions) throws -> [UInt8] {
        try json(session.asCreated, in: session.terms.version, showing: wishes, nil)
    }

    func json(_ session: Session, in version: APIVersion, showing wishes: Expansions) async throws -> [UInt8] {
        try json(session, in: version, showing: wishes, try await details(of: [session], wishes))
    }

    /// A page of sessions.
    func list(
        _ found: [Session],
        hasMore: Bool,
        in version: APIVersion,
        showing wishes: Expansions
    ) async throws -> [UInt8] {
        let details = try await details(of: found, wishes)
        return object.list(
            try found.map { try json($0, in: version, showing: wishes, details) },
            hasMore: hasMore
        )
    }

    private func details(of found: [Session], _ wishes: Expansions) async throws -> PaymentDetails? {
        let paid = found.filter { $0.progress.paymentIntent != nil }.map(\.id)
        guard wishes.paymentIntent, !paid.isEmpty else { return nil }
        return try await sessions.payments(of: paid, withCharges: wishes.charge)
    }

    /// The session, with how it was paid where that is wanted and known.
    func json(
        _ session: Session,
        in version: APIVersion,
        showing wishes: Expansions,
        _ details: PaymentDetails?
    ) throws -> [UInt8] {
        var expansion = SessionObject.Expansion(showsProducts: wishes.products)
        if wishes.lineItems { expansion.lineItems = try LineItemsText.decode(session.lineItems) }
        if wishes.paymentIntent, let intent = details?.intent(of: session.id) {
            let charge = wishes.charge ? details?.charge(of: intent).map { ChargeObject($0, of: session).json } : nil
            expansion.paymentIntent = PaymentIntentObject(intent, of: session, page: object.page(of: session.id))
                .json(showing: charge)
        }
        return object.json(session, version: version, showing: expansion)
    }

    /// A page of the lines of a session's order.
    func lineItems(of session: Session, _ page: Page, showsProducts: Bool) throws -> [UInt8] {
        let all = try LineItemsText.decode(session.lineItems)
        let (items, hasMore) = try page.part(of: all, id: \.id)
        var writer = JSONWriter()
        writer.object {
            LineItemObject(session, showsProducts: showsProducts).list(Array(items), hasMore: hasMore, &$0)
        }
        return writer.bytes
    }
}

// What merchants are told who wanted to change a session.
extension SessionView {
    func answer(
        to outcome: SessionExpiry.Outcome,
        _ details: PaymentDetails?,
        _ id: ID<Session>,
        in version: APIVersion,
        showing wishes: Expansions
    ) throws -> IdempotencyStore.Answer {
        switch outcome {
        case .expired(let session): return try answer(session, details, in: version, showing: wishes)
        case .notOpen(let session):
            return .init(
                APIError(
                    .badRequest,
                    "Only sessions with a status in [\"open\"] can be expired. This session has the status "
                        + "\"\(session.progress.status.rawValue)\"."
                )
            )
        case .paymentUnderWay:
            // Not kept with the key: the same request may find another answer in a moment.
            throw APIError(
                .badRequest,
                "This session cannot be expired at the moment: a payment is under way, and its outcome is not known yet. "
                    + "Try again in a few seconds."
            )
        case .notFound:
            throw APIError.noSuchSession(id, livemode: id.saysLivemode)
        }
    }

    func answer(
        to outcome: SessionUpdates.Outcome,
        _ details: PaymentDetails?,
        _ id: ID<Session>,
        in version: APIVersion,
        showing wishes: Expansions
    ) throws -> IdempotencyStore.Answer {
        switch outcome {
        case .updated(let session): return try answer(session, details, in: version, showing: wishes)
        case .tooManyNotes: throw APIError.tooManyNotes("metadata")
        case .notFound: throw APIError.noSuchSession(id, livemode: id.saysLivemode)
        }
    }

    private func answer(
        _ session: Session,
        _ details: PaymentDetails?,
        in version: APIVersion,
        showing wishes: Expansions
    ) throws -> IdempotencyStore.Answer {
        let body = try json(session, in: version, showing: wishes, details)
        return .init(status: 200, body: String(decoding: body, as: UTF8.self))
    }
}

extension IdempotencyStore.Answer {
    /// An error as the answer that is kept.
    init(_ error: APIError) {
        self.init(status: error.status.code, body: error.json)
    }
}
