/// The test cards: the number decides what happens.
///
/// The numbers of the first groups are those that merchants know from other gateways, so that their tests need no
/// change; the cards for 3-D Secure's finer points are our own and begin with 4000 0030. Numbers that are not listed
/// are approved, and authenticated without a question unless the merchant wants one asked.
enum TestCards {
    /// In the order in which a person reads them.
    static let groups = [
        paying, declining, checkingCode, risky, asking, notTakingPart,
        answering, deciding, failing, reporting,
    ]

    private static let byNumber = Dictionary(groups.flatMap(\.cards).map { ($0.number, $0) }) { first, _ in first }

    /// Nil for a number that is in no group.
    static func card(_ number: String) -> TestCard? { byNumber[number] }
}

// MARK: - Charging

extension TestCards {
    private static let paying = TestCardGroup(
        id: "paid",
        title: "Paid",
        introduction: "Good cards of several brands.",
        cards: [
            TestCard("4242424242424242", "Visa; not enrolled in 3-D Secure (A)", authentication: .answers(.attempted)),
            TestCard("4000056655665556", "Visa debit"),
            TestCard("5555555555554444", "Mastercard"),
            TestCard("2223003122003222", "Mastercard of the 2-series"),
            TestCard("5200828282828210", "Mastercard debit"),
            TestCard("5105105105105100", "Mastercard prepaid"),
            TestCard("371449635398431", "American Express"),
            TestCard("6011111111111117", "Discover"),
            TestCard("3056930009020004", "Diners Club"),
            TestCard("3566002020360505", "JCB"),
            TestCard("6200000000000005", "UnionPay"),
            TestCard("6205500000000000004", "UnionPay, 19 digits"),
        ]
    )

    private static let declining = TestCardGroup(
        id: "declined",
        title: "Declined",
        introduction: "The session stays open, and another card may follow.",
        cards: [
            TestCard("4000000000000002", "Declined without a reason (05)", charge: .declines(.doNotHonor)),
            TestCard("4000000000009995", "Insufficient funds (51)", charge: .declines(.insufficientFunds)),
            TestCard("4000000000009987", "Lost card (41)", charge: .declines(.lostCard)),
            TestCard("4000000000009979", "Stolen card (43)", charge: .declines(.stolenCard)),
            TestCard("4000000000006975", "Used too often (61)", charge: .declines(.limitExceeded)),
            TestCard("4000000000000069", "Expired card (54)", charge: .declines(.expiredCard)),
            TestCard("4000000000000119", "The issuer has a fault (96)", charge: .declines(.systemError)),
            TestCard("4000000000000341", "Can be entered, and every charge fails (05)", charge: .declines(.doNotHonor)),
        ]
    )

    private static let checkingCode = TestCardGroup(
        id: "code",
        title: "Security code",
        introduction: "A check can only fail if a code was sent.",
        cards: [
            TestCard("4000000000000127", "Wrong security code, declined (N7)", charge: .failsCVC(answer: .wrongCVC)),
            TestCard(
                "4000000000000101",
                "Wrong security code, charged all the same",
                charge: .failsCVC(answer: .approved)
            ),
        ]
    )

    private static let risky = TestCardGroup(
        id: "risk",
        title: "Risk",
        introduction: "What the fraud scorer makes of it, before the card is charged.",
        cards: [
            // Should one arrive all the same, the issuer sees fraud too.
            TestCard("4100000000000019", "Always blocked", charge: .declines(.suspectedFraud)),
            TestCard("4000000000004954", "Highest risk"),
            TestCard("4000000000009235", "Elevated risk: paid, and marked for review"),
        ]
    )
}
