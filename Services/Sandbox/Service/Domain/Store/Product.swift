import Payments

/// The one thing that the demo store sells.
struct Product: Sendable {
    let name: String
    let description: String
    let price: Money

    /// Nil only if the euro were no currency any more.
    static let mug = Currency("eur").map {
        Product(
            name: "Harbor mug",
            description: "Stoneware, glazed by hand, holds 350 ml of whatever keeps you going.",
            price: Money(2000, $0)
        )
    }
}
