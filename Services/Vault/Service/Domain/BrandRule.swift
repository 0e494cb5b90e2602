import Payments

/// How the numbers of one card brand look: what they begin with, how long they are, how long the security code is.
struct BrandRule: Sendable {
    let brand: CardBrand
    /// First six digits, as numbers.
    let beginnings: [ClosedRange<Int>]
    let lengths: ClosedRange<Int>
    let codeLengths: ClosedRange<Int>

    /// The issuer ranges that the networks publish (ISO/IEC 7812); the first rule that fits counts.
    static let all: [BrandRule] = [
        BrandRule(.amex, [340_000...349_999, 370_000...379_999], 15...15, code: 4...4),
        BrandRule(.diners, [300_000...305_999, 309_500...309_599, 360_000...369_999, 380_000...399_999], 14...19),
        BrandRule(.jcb, [352_800...358_999], 16...19),
        BrandRule(.visa, [400_000...499_999], 13...19),
        BrandRule(.mastercard, [510_000...559_999, 222_100...272_099], 16...16),
        BrandRule(.discover, [601_100...601_199, 644_000...659_999], 16...19),
        BrandRule(.unionpay, [620_000...629_999, 810_000...817_199], 16...19),
        // National and older schemes: the acquirer decides whether it takes them.
        BrandRule(.unknown, [200_000...699_999, 800_000...999_999], 12...19, code: 3...4),
    ]

    private init(
        _ brand: CardBrand,
        _ beginnings: [ClosedRange<Int>],
        _ lengths: ClosedRange<Int>,
        code: ClosedRange<Int> = 3...3
    ) {
        self.brand = brand
        self.beginnings = beginnings
        self.lengths = lengths
        codeLengths = code
    }

    /// The rule for numbers whose first six digits are these.
    static func of(beginning: Int) -> BrandRule? {
        all.first { rule in rule.beginnings.contains { $0.contains(beginning) } }
    }

    /// Visa has issued 13, 16 and 19 digits, and nothing between.
    func allows(length: Int) -> Bool {
        lengths.contains(length) && (brand != .visa || (length - 13) % 3 == 0)
    }
}
