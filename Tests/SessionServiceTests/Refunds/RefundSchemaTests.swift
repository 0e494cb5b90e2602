import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite(.timeLimit(.minutes(3))) struct RefundSchemaTests {
    @Test func `the table of steps takes the machine's arrows and no others`() async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            let id = try await refunds.refund(100).id
            let legal = Set(
                RefundMachine.transitions.filter { $0.from != $0.to }
                    .map { "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)" }
            )
            var taken: Set<String> = []
            var position = 100
            for before in RefundState.allCases {
                for event in RefundEvent.allCases {
                    for after in RefundState.allCases {
                        position += 1
                        do {
                            try await refunds.world.database.execute(
                                """
                                INSERT INTO checkout.refund_steps (refund, position, before, event, after, at)
                                VALUES (\(id), \(position), \(before), \(event), \(after), now())
                                """
                            )
                            taken.insert("\(before.rawValue) \(event.rawValue) \(after.rawValue)")
                        } catch let error as PostgresError {
                            #expect(error.violates("refund_step_legal"))
                        }
                    }
                }
            }
            #expect(taken == legal)
        }
    }

    @Test func `the table of charges keeps the cap by itself`() async throws {
        try await RefundWorld.paid(running: false) { refunds in
            for change: SQL in ["refunding = 2001", "refunding = -1", "refunded = 1001, refunding = 1000"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await refunds.world.database.execute("UPDATE checkout.charges SET \(change)")
                }
                #expect(error?.violates("charge_refunds") == true)
            }
        }
    }

    @Test func `the role of session-api can neither change nor delete a step, nor delete a refund`() async throws {
        try await RefundWorld.paid(patience: .zero, running: false) { refunds in
            _ = try await refunds.refund(100)
            for statement: SQL in [
                "UPDATE checkout.refund_steps SET note = 'x'", "DELETE FROM checkout.refund_steps",
                "DELETE FROM checkout.refunds",
            ] {
                await #expect(throws: PostgresError.self) { try await refunds.world.database.execute(statement) }
            }
        }
    }
}
