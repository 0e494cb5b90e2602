import Foundation

@testable import paydesk

/// Rows of sessions for the stories that tests tell.
enum StoryRows {
    static let start = Date(timeIntervalSince1970: 1_767_616_496)
    static let id = "cs_test_0fJq3Kx9aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3aB4cD5eF6gH"

    static func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    static func session(
        status: String = "open",
        paymentStatus: String = "unpaid",
        cancellation: String? = nil
    ) -> SessionRecords {
        SessionRecords(
            session: SessionRecord(
                id: id,
                merchant: "acct_1abcdefghijklmno",
                merchantName: "Paydesk Demo Store",
                livemode: false,
                status: status,
                paymentStatus: paymentStatus,
                amount: 1998,
                currency: "eur",
                created: start,
                expires: at(1800),
                closed: status == "open" ? nil : at(20),
                intent: "pi_1abcdefghijklmnopqrstuvw",
                intentStatus: "succeeded",
                cancellation: cancellation
            )
        )
    }

    static func attempt(
        _ number: Int,
        _ state: String,
        event: String? = nil,
        at seconds: Double,
        decline: String? = nil,
        network: String? = nil,
        last4: String = "4242",
        score: Int? = 4
    ) -> AttemptRecord {
        AttemptRecord(
            id: "pa_\(number)",
            number: number,
            state: state,
            event: event,
            created: at(seconds),
            acquirer: "sandbox",
            brand: "visa",
            last4: last4,
            fingerprint: "fp\(last4)",
            riskDecision: "allow",
            riskScore: score,
            riskReasons: [],
            decline: decline,
            networkCode: network,
            transaction: state == "captured" ? "acq_1" : nil
        )
    }

    static func steps(
        _ number: Int,
        from seconds: Double,
        _ steps: [(before: String, event: String, after: String, note: String?)]
    ) -> [StepRecord] {
        steps.enumerated().map { position, step in
            StepRecord(
                attempt: "pa_\(number)",
                position: position + 1,
                before: step.before,
                event: step.event,
                after: step.after,
                note: step.note,
                at: at(seconds + Double(position) * 0.01)
            )
        }
    }

    static func relay(
        _ number: Int,
        _ operation: String = "authorize",
        at seconds: Double,
        outcome: String = "answered"
    ) -> RelayRecord {
        RelayRecord(
            attempt: "pa_\(number)",
            requestID: "req_\(number)",
            acquirer: "sandbox",
            operation: operation,
            hasCard: operation == "authorize",
            hasCode: operation == "authorize",
            started: at(seconds),
            outcome: outcome,
            status: outcome == "answered" ? 200 : nil,
            milliseconds: outcome == "answered" ? 3 : 10_000
        )
    }

    static func events(
        _ types: [String],
        transaction: UInt64,
        from sequence: Int,
        at seconds: Double,
        request: String? = nil
    ) -> [EventRecord] {
        types.enumerated().map { offset, type in
            EventRecord(
                id: "evt_00000000000000000000000\(sequence + offset)",
                type: type,
                sequence: sequence + offset,
                transaction: transaction,
                created: at(seconds),
                written: at(seconds),
                requestID: request
            )
        }
    }

    static func delivery(
        _ sequence: Int,
        attempt: Int = 1,
        at seconds: Double,
        status: Int? = 200,
        error: String? = nil,
        next: Double? = nil
    ) -> DeliveryRecord {
        DeliveryRecord(
            event: "evt_00000000000000000000000\(sequence)",
            endpoint: "we_1",
            url: "https://shop.example/hooks?token=secret",
            attempt: attempt,
            started: at(seconds),
            isDelivered: status == 200,
            status: status,
            error: error,
            milliseconds: 4,
            next: next.map { at($0) }
        )
    }
}
