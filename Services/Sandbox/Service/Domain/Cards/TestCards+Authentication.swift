// MARK: - 3-D Secure as merchants know it

extension TestCards {
    static let asking = TestCardGroup(
        id: "asked",
        title: "3-D Secure",
        introduction: "The issuer declines softly (1A) until the customer has shown who they are on the bank’s page.",
        cards: [
            insisting("4000000000003220", "The bank asks, then it is paid", .asks(Question())),
            insisting(
                "4000000000003238",
                "The bank asks for a one-time code, then it is paid",
                .asks(Question(wantsCode: true))
            ),
            insisting("4000000000003246", "As …3220 (in apps: choose one of several)", .asks(Question())),
            insisting("4000000000003253", "As …3220 (in apps: choose some of several)", .asks(Question())),
            insisting("4000002500003155", "The bank asks, unless the card is set up for later use", .asks(Question())),
            insisting("4000002760003184", "The bank asks for every payment", .asks(Question())),
            insisting("4000003800000446", "The bank asks, as the customer is there", .asks(Question())),
            insisting(
                "4000008260003178",
                "The bank asks, then funds are insufficient (51)",
                .asks(Question()),
                then: .insufficientFunds
            ),
            insisting("4000008400001629", "The bank asks, then declines (05)", .asks(Question()), then: .doNotHonor),
            insisting(
                "4000008400001280",
                "3-D Secure fails on the way to the bank, so it is declined",
                .fails(.error),
                then: .doNotHonor
            ),
        ]
    )

    static let notTakingPart = TestCardGroup(
        id: "optional",
        title: "3-D Secure, if the merchant wants it",
        introduction: "Charged without it; what happens when it is asked for:",
        cards: [
            TestCard("4000000000003055", "The bank asks", authentication: .asks(Question())),
            TestCard("4000000000003097", "Fails with an error", authentication: .fails(.error)),
            TestCard(
                "378282246310005",
                "The card has no 3-D Secure: U, reason 08",
                authentication: .answers(.unavailable, reason: .noCardRecord)
            ),
        ]
    )

    private static func insisting(
        _ number: String,
        _ says: String,
        _ authentication: AuthenticationBehaviour,
        then afterwards: ResponseCode = .approved
    ) -> TestCard {
        TestCard(number, says, charge: .wantsAuthentication(afterwards: afterwards), authentication: authentication)
    }
}

// MARK: - 3-D Secure to the last detail

/// Their last four digits are a group and a number: 30 answers, 31 decisions, 32 faults, 33 results.
extension TestCards {
    static let answering = TestCardGroup(
        id: "answers",
        title: "Each transStatus, at once",
        introduction: "The directory server’s answer (ARes). Charged without 3-D Secure unless it is asked for.",
        cards: [
            TestCard("4000003000903001", "Y: authenticated, nothing asked", authentication: .answers(.authenticated)),
            TestCard("4000003000403002", "A: attempted; proof is given", authentication: .answers(.attempted)),
            TestCard("4000003000803003", "N: not authenticated", authentication: .answers(.notAuthenticated)),
            TestCard("4000003000303004", "U: could not be performed", authentication: .answers(.unavailable)),
            TestCard("4000003000703005", "R: rejected by the issuer", authentication: .answers(.rejected)),
            TestCard("4000003000203006", "C: challenge, on the bank’s page", authentication: .asks(Question())),
            TestCard("4000003000603007", "D: decoupled challenge", authentication: .answers(.decoupled)),
            TestCard("4000003000103008", "I: informational only", authentication: .answers(.informational)),
            TestCard(
                "4000003000503009",
                "S: challenge by payment confirmation",
                authentication: .answers(.paymentConfirmation)
            ),
        ]
    )

    static let deciding = TestCardGroup(
        id: "decisions",
        title: "What Approve leads to",
        introduction: "Challenged on the bank’s page; Refuse is always N.",
        cards: [
            TestCard("4000003000403101", "Approve gives Y", authentication: .asks(Question())),
            TestCard("4000003000803102", "Approve gives A", authentication: .asks(Question(approval: .attempted))),
            TestCard(
                "4000003000303103",
                "Approve gives N",
                authentication: .asks(Question(approval: .notAuthenticated))
            ),
            TestCard("4000003000703104", "Approve gives U", authentication: .asks(Question(approval: .unavailable))),
            TestCard("4000003000203105", "Approve gives R", authentication: .asks(Question(approval: .rejected))),
        ]
    )

    static let failing = TestCardGroup(
        id: "faults",
        title: "A directory server that fails",
        introduction: "What the request for authentication (AReq) meets.",
        cards: [
            TestCard("4000003000803201", "Erro 403", authentication: .fails(.error)),
            TestCard("4000003000303202", "Y, but 12 seconds late", authentication: .fails(.stall)),
            TestCard("4000003000703203", "The connection is cut", authentication: .fails(.reset)),
            TestCard("4000003000203204", "An answer that nobody can read", authentication: .fails(.garbage)),
            TestCard("4000003000603205", "Y, for another transaction", authentication: .fails(.foreignIDs)),
            TestCard("4000003000103206", "Y without a CAVV", authentication: .fails(.missingProof)),
            TestCard("4000003000503207", "C without the bank’s address", authentication: .fails(.missingAddress)),
        ]
    )

    static let reporting = TestCardGroup(
        id: "results",
        title: "A bank that reports badly",
        introduction: "Challenged on the bank’s page; then the result (RReq) and the browser (CRes) bring:",
        cards: [
            TestCard("4000003000303301", "No result at all", authentication: .asks(Question(reporting: .never))),
            TestCard("4000003000703302", "The result twice", authentication: .asks(Question(reporting: .twice))),
            TestCard(
                "4000003000203303",
                "The result three seconds after the browser",
                authentication: .asks(Question(reporting: .afterReturn))
            ),
            TestCard(
                "4000003000603304",
                "The browser says the opposite of the result",
                authentication: .asks(Question(reporting: .againstReturn))
            ),
            TestCard(
                "4000003000103305",
                "A second result that says the opposite",
                authentication: .asks(Question(reporting: .againstItself))
            ),
            TestCard(
                "4000003000503306",
                "A result with a wrong credential first",
                authentication: .asks(Question(reporting: .strangerFirst))
            ),
        ]
    )
}
