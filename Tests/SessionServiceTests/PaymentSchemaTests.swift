import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite(.timeLimit(.minutes(3))) struct PaymentSchemaTests {
    @Test func `the table of steps takes the machine's arrows and no others`() async throws {
        try await PaymentWorld.with { world in
            let attempt = try await world.sending(try await world.openSession())
            let legal = Set(
                AttemptMachine.transitions.filter { $0.event != .silence || $0.from != $0.to }
                    .map { "\($0.from.rawValue) \($0.event.rawValue) \($0.to.rawValue)" }
            )
            let states = AttemptState.allCases.map(\.rawValue)
            let rows = try await world.test.owner.query(
                """
                SELECT before || ' ' || event || ' ' || after AS arrow
                FROM unnest(\(states)) AS before
                CROSS JOIN unnest(\(AttemptEvent.allCases.map(\.rawValue))) AS event
                CROSS JOIN unnest(\(states)) AS after
                """
            )
            var taken: Set<String> = []
            for (index, row) in rows.enumerated() {
                let arrow = try row.get("arrow", as: String.self)
                let parts = arrow.split(separator: " ").map(String.init)
                do {
                    try await world.database.execute(
                        """
                        INSERT INTO checkout.attempt_steps (attempt, position, before, event, after, at)
                        VALUES (\(attempt.id.rawValue), \(100 + index), \(parts[0]), \(parts[1]), \(parts[2]), now())
                        """
                    )
                    taken.insert(arrow)
                } catch let error as PostgresError {
                    #expect(error.violates("attempt_step_legal"))
                }
            }
            #expect(taken == legal)
        }
    }

    @Test func `the role of session-api cannot change or delete a step`() async throws {
        try await PaymentWorld.with { world in
            _ = try await world.sending(try await world.openSession())
            await #expect(throws: PostgresError.self) {
                try await world.database.execute("UPDATE checkout.attempt_steps SET note = 'x'")
            }
            await #expect(throws: PostgresError.self) {
                try await world.database.execute("DELETE FROM checkout.attempt_steps")
            }
        }
    }

    @Test func `a second live attempt of a session is refused by the table itself`() async throws {
        try await PaymentWorld.with { world in
            let attempt = try await world.sending(try await world.openSession())
            var second = Samples.attempt(number: 2)
            second = PaymentAttempt(
                id: second.id,
                session: attempt.session,
                intent: attempt.intent,
                merchant: attempt.merchant,
                livemode: false,
                number: 2,
                money: attempt.money,
                acquirer: "sandbox",
                card: second.card,
                payer: second.payer,
                created: second.created
            )
            let insert = AttemptStore.insert(second, runner: "run_1")
            let error = await #expect(throws: PostgresError.self) { try await world.database.execute(insert) }
            #expect(error?.constraint == "one_live_attempt_of_session")
        }
    }
}
