import Foundation

@testable import paydesk

/// Sessions with a story, each by the name of its snapshot.
enum StorySamples {
    static let names = ["paid", "challenged", "declined", "blocked", "unclear", "expired", "untouched"]

    static func records(_ name: String) -> SessionRecords {
        switch name {
        case "paid": paid
        case "challenged": challenged
        case "declined": declined
        case "blocked": blocked
        case "unclear": unclear
        case "expired": expired
        default: StoryRows.session()
        }
    }

    private static let approval = [
        (before: "created", event: "scored", after: "scored", note: String?.none),
        (before: "scored", event: "cleared", after: "sending", note: nil),
        (before: "sending", event: "captured", after: "captured", note: nil),
    ]

    private static func refusal(_ code: String) -> [(before: String, event: String, after: String, note: String?)] {
        [
            (before: "created", event: "scored", after: "scored", note: nil),
            (before: "scored", event: "cleared", after: "sending", note: nil),
            (before: "sending", event: "declined", after: "declined", note: code),
        ]
    }

    /// Declined once, then paid; one receiver wants to be asked twice.
    private static var paid: SessionRecords {
        var records = StoryRows.session(status: "complete", paymentStatus: "paid")
        records.attempts = [
            StoryRows.attempt(1, "declined", at: 12.4, decline: "insufficient_funds", network: "51", last4: "9995"),
            StoryRows.attempt(2, "captured", at: 75, score: 12),
        ]
        records.steps = StoryRows.steps(1, from: 12.41, refusal("51")) + StoryRows.steps(2, from: 75.01, approval)
        records.verdicts = [
            VerdictRecord(
                attempt: "pa_2",
                at: StoryRows.at(75.005),
                score: 12,
                decision: "allow",
                computedDecision: "authenticate",
                reasons: [
                    .init(code: "prepaid_card", points: 8, message: "The card is prepaid."),
                    .init(code: "missing_email", points: 4, message: "The customer gave no e-mail address."),
                ]
            )
        ]
        records.relays = [StoryRows.relay(1, at: 12.425), StoryRows.relay(2, at: 75.025)]
        records.charges = [
            ChargeRecord(
                id: "ch_1",
                attempt: "pa_1",
                created: StoryRows.at(12.43),
                amount: 1998,
                captured: 0,
                refunded: 0
            ),
            ChargeRecord(
                id: "ch_2",
                attempt: "pa_2",
                created: StoryRows.at(75.03),
                amount: 1998,
                captured: 1998,
                refunded: 0
            ),
        ]
        records.events =
            StoryRows.events(["payment_intent.created"], transaction: 1, from: 1, at: 12.4)
            + StoryRows.events(["charge.failed", "payment_intent.payment_failed"], transaction: 2, from: 2, at: 12.431)
            + StoryRows.events(
                ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"],
                transaction: 3,
                from: 4,
                at: 75.031
            )
        records.deliveries = [
            StoryRows.delivery(6, at: 75.04, status: 500, next: 80.04), StoryRows.delivery(6, attempt: 2, at: 80.05),
        ]
        return records
    }

    /// The score asked for 3-D Secure, the bank asked the customer, the customer approved.
    private static var challenged: SessionRecords {
        var records = StoryRows.session(status: "complete", paymentStatus: "paid")
        var attempt = StoryRows.attempt(1, "captured", at: 8, score: 55)
        attempt.riskDecision = "authenticate"
        attempt.authenticationReason = "risk"
        records.attempts = [attempt]
        records.steps =
            StoryRows.steps(
                1,
                from: 8.01,
                [
                    (before: "created", event: "scored", after: "scored", note: nil),
                    (before: "scored", event: "authentication_required", after: "needs_authentication", note: nil),
                ]
            )
            + StoryRows.steps(
                1,
                from: 8.05,
                [(before: "needs_authentication", event: "challenged", after: "needs_authentication", note: "C")]
            )
            + StoryRows.steps(
                1,
                from: 31,
                [
                    (before: "needs_authentication", event: "authenticated", after: "authenticated", note: "Y"),
                    (before: "authenticated", event: "cleared", after: "sending", note: nil),
                    (before: "sending", event: "captured", after: "captured", note: nil),
                ]
            )
        for index in records.steps.indices { records.steps[index].position = index + 1 }
        var question = StoryRows.relay(1, "authenticate", at: 8.03)
        question.hasCard = true
        records.relays = [question, StoryRows.relay(1, at: 31.015)]
        records.charges = [
            ChargeRecord(
                id: "ch_1",
                attempt: "pa_1",
                created: StoryRows.at(31.02),
                amount: 1998,
                captured: 1998,
                refunded: 500
            )
        ]
        records.events =
            StoryRows.events(["payment_intent.requires_action"], transaction: 1, from: 1, at: 8.051)
            + StoryRows.events(["charge.succeeded", "checkout.session.completed"], transaction: 2, from: 2, at: 31.021)
        records.refunds = [
            RefundRecord(
                id: "re_1",
                charge: "ch_1",
                amount: 500,
                reason: "requested_by_customer",
                state: "succeeded",
                created: StoryRows.at(60)
            )
        ]
        records.refundSteps = [
            StepRecord(
                attempt: "re_1",
                position: 1,
                before: "created",
                event: "requested",
                after: "sending",
                at: StoryRows.at(60)
            ),
            StepRecord(
                attempt: "re_1",
                position: 2,
                before: "sending",
                event: "settled",
                after: "succeeded",
                at: StoryRows.at(60.01)
            ),
        ]
        return records
    }

    private static var declined: SessionRecords {
        var records = StoryRows.session()
        records.attempts = [
            StoryRows.attempt(1, "declined", at: 12.4, decline: "insufficient_funds", network: "51", last4: "9995")
        ]
        records.steps = StoryRows.steps(1, from: 12.41, refusal("51"))
        records.relays = [StoryRows.relay(1, at: 12.425)]
        records.charges = [
            ChargeRecord(
                id: "ch_1",
                attempt: "pa_1",
                created: StoryRows.at(12.43),
                amount: 1998,
                captured: 0,
                refunded: 0
            )
        ]
        records.events = StoryRows.events(
            ["charge.failed", "payment_intent.payment_failed"],
            transaction: 2,
            from: 1,
            at: 12.431
        )
        records.deliveries = [
            StoryRows.delivery(1, at: 12.44, status: nil, error: "connection_failed", next: 3617.44),
            StoryRows.delivery(2, at: 12.44),
        ]
        return records
    }

    private static var blocked: SessionRecords {
        var records = StoryRows.session()
        var attempt = StoryRows.attempt(1, "blocked", at: 3, decline: "fraudulent", last4: "0019", score: 100)
        attempt.riskDecision = "block"
        attempt.riskReasons = ["highest_risk_level", "test_card_blocked"]
        records.attempts = [attempt]
        records.steps = StoryRows.steps(
            1,
            from: 3.01,
            [(before: "created", event: "blocked", after: "blocked", note: "highest_risk_level")]
        )
        return records
    }

    /// The acquirer was asked and has not answered.
    private static var unclear: SessionRecords {
        var records = StoryRows.session()
        var attempt = StoryRows.attempt(1, "unknown", event: "silence", at: 5, score: nil)
        attempt.silences = 3
        records.attempts = [attempt]
        records.steps = StoryRows.steps(
            1,
            from: 5.01,
            [
                (before: "created", event: "scored", after: "scored", note: nil),
                (before: "scored", event: "cleared", after: "sending", note: nil),
                (before: "sending", event: "silence", after: "unknown", note: "outcome unknown: no answer"),
            ]
        )
        records.relays = [
            StoryRows.relay(1, at: 5.025, outcome: "outcome_unknown"),
            StoryRows.relay(1, "inquire", at: 17, outcome: "not_sent"),
        ]
        return records
    }

    private static var expired: SessionRecords {
        var records = StoryRows.session(status: "expired")
        records.events = StoryRows.events(
            ["checkout.session.expired"],
            transaction: 9,
            from: 1,
            at: 20,
            request: "req_0123456789abcdef"
        )
        records.waiting = [
            WaitingRecord(
                event: "evt_000000000000000000000001",
                url: "https://shop.example/hooks",
                attempts: 0,
                due: nil
            )
        ]
        return records
    }
}
