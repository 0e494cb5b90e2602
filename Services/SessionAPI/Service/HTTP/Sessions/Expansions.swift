import HTTPKit
import OrderedCollections

/// What a client wants to see in full, by `expand[]` (dialect §8).
struct Expansions: Sendable {
    let lineItems: Bool
    let products: Bool
    let paymentIntent: Bool
    let charge: Bool

    static let none = Expansions([])

    /// The places that were asked for, which are among those that may be.
    init(_ places: Set<String>) {
        lineItems = places.contains { $0.hasPrefix("line_items") }
        products = places.contains(Self.product)
        paymentIntent = places.contains { $0.hasPrefix("payment_intent") }
        charge = places.contains { $0.hasPrefix("payment_intent.latest_charge") }
    }

    /// As far as they can be read; for requests that were checked when they came first.
    init(rereading parameters: Parameter) {
        guard case .map(let parts) = parameters, let elements = parts["expand"]?.elements else {
            self = .none
            return
        }
        self.init(Set(elements.compactMap { if case .text(let text) = $0 { text } else { nil } }))
    }

    private static let product = "line_items.data.price.product"

    /// What may stand in `expand` where a session is answered.
    ///
    /// Beside what we have: what the dialect can expand and is always null here. Clients ask for it as a habit, and null is
    /// what they get.
    static let ofSession: Set<String> = Set(
        [
            product, "line_items", "customer", "invoice", "payment_link", "setup_intent", "subscription",
            "payment_intent",
        ]
            + ofPaymentIntent.map { "payment_intent.\($0)" }
    )

    /// What may stand in `expand` where a payment intent is answered.
    static let ofPaymentIntent: Set<String> = Set(
        ["application", "customer", "latest_charge", "on_behalf_of", "payment_method", "review", "source"]
            + ofCharge.map { "latest_charge.\($0)" }
    )

    /// What may stand in `expand` where a charge is answered; all of it is always null.
    static let ofCharge: Set<String> = [
        "application", "application_fee", "balance_transaction", "customer", "failure_balance_transaction",
        "on_behalf_of", "review", "source_transfer",
    ]

    /// The same places in a list, where each begins with `data.`.
    static func inList(_ places: Set<String>) -> Set<String> {
        Set(places.map { "data.\($0)" })
    }
}

extension ParameterReader {
    /// What is to be shown of a session in full.
    mutating func expansions() throws -> Expansions {
        Expansions(try expand(allowing: Expansions.ofSession))
    }

    /// The same for each session of a list.
    mutating func expansionsInList() throws -> Expansions {
        Expansions(
            Set(
                try expand(allowing: Expansions.inList(Expansions.ofSession)).map {
                    String($0.dropFirst("data.".count))
                }
            )
        )
    }
}
