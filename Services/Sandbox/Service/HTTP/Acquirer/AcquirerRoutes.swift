import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Payments

/// The test acquirer's operations, and its book.
struct AcquirerRoutes: Sendable {
    let ledger: Ledger
    let injector: FaultInjector

    func add(to router: Router<PaydeskContext>) {
        let group = router.group("/acquirer")
        group.post("/authorize", use: authorize)
        group.post("/capture") { try await change(.capture, .capture, $0, $1) }
        group.post("/void") { try await change(.void, .void, $0, $1) }
        group.post("/refund") { try await change(.refund, .refund, $0, $1) }
        group.post("/inquire", use: inquire)
        group.post("/reverse", use: reverse)
        group.get("/ledger", use: book)
    }

    @Sendable private func authorize(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let asked = try await request.decodedJSON(as: AuthorizeBody.self).request(key: try request.idempotencyKey)
        return try await injector.run(.authorize, last4: asked.card.last4, Connection(context)) {
            let transaction = try await ledger.authorize(asked)
            note(transaction, context)
            Counter(
                label: "paydesk_sandbox_authorizations_total",
                dimensions: [("response_code", transaction.decision.responseCode.rawValue)]
            ).increment()
            return try Response(encoding: TransactionBody(transaction))
        }
    }

    /// Why a proof was not taken is between issuer and merchant; here it is for whoever reads the log.
    private func note(_ transaction: Transaction, _ context: PaydeskContext) {
        guard [.mismatch, .replayed].contains(transaction.decision.proofCheck) else { return }
        context.logger.warning(
            "CAVV refused",
            metadata: [
                "transaction.id": .string(transaction.id.rawValue),
                "idempotency_key": .string(transaction.key),
                "cavv_check": .string(transaction.decision.proofCheck.rawValue),
            ]
        )
    }

    private struct ChangeBody: Decodable {
        let transaction: String
        let amount: LenientInteger?
    }

    private func change(
        _ operation: Operation,
        _ change: Transaction.Change,
        _ request: Request,
        _ context: PaydeskContext
    ) async throws -> Response {
        let body = try await request.decodedJSON(as: ChangeBody.self)
        let key = try request.idempotencyKey
        guard let id = ID<Transaction>(body.transaction) else { throw Refusal.unknownTransaction.apiError }
        return try await injector.run(operation, last4: ledger.last4(id), Connection(context)) {
            let changed = try await ledger.change(change, id, amount: body.amount?.value, key: key)
            return try Response(encoding: TransactionBody(changed))
        }
    }

    private struct KeyBody: Decodable {
        let idempotencyKey: String

        private enum CodingKeys: String, CodingKey {
            case idempotencyKey = "idempotency_key"
        }
    }

    private struct InquiryAnswer: Encodable {
        let found: Bool
        let transaction: TransactionBody?
    }

    @Sendable private func inquire(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let key = try checked(try await request.decodedJSON(as: KeyBody.self).idempotencyKey)
        return try await injector.run(.inquire, last4: ledger.last4(forKey: key), Connection(context)) {
            let transaction = try await ledger.transaction(forKey: key)
            return try Response(
                encoding: InquiryAnswer(found: transaction != nil, transaction: transaction.map(TransactionBody.init))
            )
        }
    }

    private struct ReversalAnswer: Encodable {
        let reversed: Bool
        let transaction: TransactionBody?
    }

    @Sendable private func reverse(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let key = try checked(try await request.decodedJSON(as: KeyBody.self).idempotencyKey)
        return try await injector.run(.reverse, last4: ledger.last4(forKey: key), Connection(context)) {
            let transaction = try await ledger.reverse(key: key)
            return try Response(
                encoding: ReversalAnswer(reversed: true, transaction: transaction.map(TransactionBody.init))
            )
        }
    }

    @Sendable private func book(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let text = request.uri.queryParameters["since"] ?? "0"
        // A fraction is cut off: rows count whole seconds, and one made in this second is meant too.
        guard let since = Double(text), since.magnitude < 1e15 else {
            throw APIError.invalid("since", "Expected seconds since 1970.")
        }
        let rows = try await ledger.transactions(since: Int64(since.rounded(.down)))
        return try Response(encoding: rows.map(LedgerRow.init))
    }
}

extension Request {
    /// - Throws: 400 when the header is missing or longer than 255 bytes.
    fileprivate var idempotencyKey: String {
        get throws { try checked(headers[.idempotencyKey] ?? "") }
    }
}

/// A key goes to the ledger: a length, and no place for a card number.
private func checked(_ key: String) throws -> String {
    guard (1...255).contains(key.utf8.count), !CardNumberScan.containsCardNumber(key) else {
        throw APIError.invalid("idempotency_key", "Expected 1 to 255 bytes, without a card number.")
    }
    return key
}
