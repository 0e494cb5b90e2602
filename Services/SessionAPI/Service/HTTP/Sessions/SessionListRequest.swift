import HTTPKit
import Payments

/// A request for a list of sessions, read and checked against the dialect (§8, §10).
struct SessionListRequest {
    let query: SessionQuery
    let wishes: Expansions
    private let page: Page

    /// - Throws: `APIError` naming the first parameter at fault.
    init(_ parameters: Parameter, _ context: MerchantContext) throws {
        self = try ParameterReader.read(parameters) { try SessionListRequest(&$0, context) }
    }

    private init(_ reader: inout ParameterReader, _ context: MerchantContext) throws {
        var query = SessionQuery(merchant: context.merchant, livemode: context.livemode)
        query.status = try reader.choice("status", of: Session.Status.allCases.map(\.rawValue))
            .flatMap(Session.Status.init)
        query.paymentIntent = try reader.text("payment_intent", upTo: 255)
        query.email = try reader.group("customer_details") { try $0.requiredText("email", upTo: 512) }
        query.created = try reader.span("created") ?? .always
        page = try reader.page()
        query.limit = page.limit
        if let id = page.startingAfter { query.part = .olderThan(id) }
        if let id = page.endingBefore { query.part = .newerThan(id) }
        self.query = query
        wishes = try reader.expansionsInList()
        for key in ["customer", "customer_account", "payment_link", "subscription"] {
            guard let id = try reader.text(key, upTo: 255) else { continue }
            // There are none of these objects, so whatever id it is, it is none of theirs.
            throw APIError.invalid(
                reader.name(key),
                code: "resource_missing",
                "No such \(key): '\(ParameterReader.shown(id))'"
            )
        }
    }

    /// What is said when the page is to begin at an id that is none of the merchant's.
    var noSuchStart: APIError {
        let (param, id) =
            page.startingAfter.map { ("starting_after", $0) } ?? ("ending_before", page.endingBefore ?? "")
        return .invalid(
            param,
            code: "resource_missing",
            "No such checkout.session: '\(ParameterReader.shown(id))'"
        )
    }
}

extension ParameterReader {
    /// What is to become of a session that is there: its notes may change, all else was fixed at creation.
    mutating func sessionChange() throws -> (metadata: Metadata.Change?, wishes: Expansions) {
        let metadata = try metadataChange("metadata")
        let wishes = try expansions()
        for key in ["collected_information", "line_items", "payment_intent_data", "shipping_options"] {
            guard take(key) != nil, has(key) else { continue }
            throw APIError.invalid(
                name(key),
                "\(name(key)) cannot be changed after creation yet; of a session, metadata can. Expire it and create another one."
            )
        }
        return (metadata, wishes)
    }
}
