/// A relay as a caller asks for it, read from the request's JSON and checked as far as it can be by itself.
struct RelayOrder: Sendable {
    let acquirer: String
    let operation: AcquirerOperation
    let idempotencyKey: String
    let session: String?
    let attempt: String?
    let token: String?
    let takesCode: Bool
    let body: BodyTemplate

    init(_ request: JSONTree) throws(RelayRefusal) {
        guard case .object = request else { throw .badRequest("body", "Send a JSON object.") }
        acquirer = try Self.text("acquirer", in: request, upTo: 64)
        let operation = try Self.text("operation", in: request, upTo: 64)
        guard let operation = AcquirerOperation(rawValue: operation) else {
            throw .badRequest("operation", "There is no such operation.")
        }
        self.operation = operation
        idempotencyKey = try Self.text("idempotency_key", in: request, upTo: 255)
        session = try Self.optionalText("session", in: request)
        attempt = try Self.optionalText("attempt", in: request)
        token = try Self.optionalText("token", in: request)
        takesCode = request["include_cvc"]?.flag ?? false
        do {
            body = try BodyTemplate(request["body"] ?? .null)
        } catch {
            throw .badRequest("body", Self.message(error))
        }
        try checkCard()
    }

    /// What a card needs: an attempt to belong to, an operation that may have it, a place for the code if that is taken.
    private func checkCard() throws(RelayRefusal) {
        guard token != nil else {
            guard body.fields.isEmpty, !takesCode else { throw .badRequest("token", "The body asks for a card.") }
            return
        }
        guard operation.takesCard else { throw .badRequest("token", "This operation takes no card.") }
        guard attempt != nil else { throw .badRequest("attempt", "A card is used by an attempt: name it.") }
        guard takesCode == body.fields.contains(.code) else {
            throw .badRequest("include_cvc", "The security code is taken if, and only if, the body has a place for it.")
        }
        guard operation.mayTakeCode || !takesCode else {
            throw .badRequest("include_cvc", "The security code is for the authorization alone.")
        }
    }

    private static func message(_ failure: BodyTemplate.Failure) -> String {
        switch failure {
        case .notAnObject: "Send a JSON object to be relayed."
        case .tooLarge: "The body is too large."
        case .tooManyPlaceholders: "The body has too many placeholders."
        case .unknownPlaceholder: "The body has a placeholder that is unknown, or in the name of a member."
        }
    }

    private static func text(_ name: String, in request: JSONTree, upTo limit: Int) throws(RelayRefusal) -> String {
        guard let text = request[name]?.text, (1...limit).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .badRequest(name, "Send 1 to \(limit) printable ASCII characters.") }
        return text
    }

    private static func optionalText(_ name: String, in request: JSONTree) throws(RelayRefusal) -> String? {
        switch request[name] {
        case nil, .null: nil
        default: try text(name, in: request, upTo: 255)
        }
    }
}

/// What an acquirer or a directory server can be asked (design §8).
enum AcquirerOperation: String, CaseIterable, Sendable {
    case authorize, capture, void, refund, inquire, reverse
    /// 3-D Secure: asks a directory server whether the card's bank vouches for the customer, or wants to hear from them.
    case authenticate

    /// Only these need a card; the others name a transaction.
    var takesCard: Bool { self == .authorize || self == .authenticate }

    /// A directory server has no use for the code, and the authorization that follows still needs it.
    var mayTakeCode: Bool { self == .authorize }

    /// Asking has no effect, so it needs no key that would make it have one effect only.
    var sendsIdempotencyKey: Bool { self != .inquire && self != .authenticate }

    /// Who is asked: an acquirer, or a directory server.
    var goesToDirectoryServer: Bool { self == .authenticate }

    /// What is added to the base URL.
    var path: String { self == .authenticate ? "areq" : rawValue }
}
