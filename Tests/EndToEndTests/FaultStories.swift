import HTTPKit
import Testing

/// Parts fail, and money and messages do not.
@Suite(.timeLimit(.minutes(2))) struct FaultStories {
    @Test func `an approval whose reply is lost is found out, and charged once`() async throws {
        try await Stack.run { stack in
            try await stack.fault("drop_reply")
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) == .success)
            #expect(try await stack.standingCharges(session.id) == 1)
            #expect(try await stack.ledger(session.id).count == 1)
        }
    }

    @Test func `a call that never reached the acquirer is reversed, and the next try pays`() async throws {
        try await Stack.run { stack in
            try await stack.fault("refuse_connection")
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) != .success)
            #expect(try await stack.session(session.id).status == "open")
            #expect(try await stack.pay(session) == .success)
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }

    @Test(arguments: ["garbage", "error_500", "duplicate"])
    func `whatever the acquirer answers, the session is paid once or nothing is charged`(_ kind: String) async throws {
        try await Stack.run { stack in
            try await stack.fault(kind)
            let session = try await stack.createSession()
            let outcome = try await stack.pay(session)
            #expect(try await stack.standingCharges(session.id) == (outcome == .success ? 1 : 0))
            let status = try await stack.session(session.id).status
            #expect(status == (outcome == .success ? "complete" : "open"))
        }
    }

    @Test func `an endpoint that was down gets the same bytes when it is up`() async throws {
        try await Stack.run { stack in
            try await stack.registerEndpoint()
            try await stack.endpointAnswers(500)
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) == .success)
            func attempts() async throws -> [String] {
                try await stack.deliveries(of: "checkout.session.completed", session: session.id)
            }
            try await eventually("two attempts fail") { try await attempts().count >= 2 }
            try await stack.endpointAnswers(200)
            let failed = try await attempts().count
            try await eventually("the next one gets through") { try await attempts().count > failed }
            #expect(Set(try await attempts()).count == 1)
        }
    }

    @Test func `a sender that was away delivers what happened meanwhile`() async throws {
        try await Stack.run { stack in
            try await stack.registerEndpoint()
            await stack.stop(.webhookSender)
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) == .success)
            try await stack.start(.webhookSender)
            try await eventually("the event arrives") {
                try await stack.deliveries(of: "checkout.session.completed", session: session.id).count == 1
            }
        }
    }

    @Test func `without the scorer, payments go on`() async throws {
        try await Stack.run { stack in
            await stack.stop(.fraudScorer)
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) == .success)
        }
    }

    @Test func `while the vault is away nothing is charged, and afterwards the session can be paid`() async throws {
        try await Stack.run { stack in
            let session = try await stack.createSession()
            let fields = try await stack.open(session)
            let token = try await stack.tokenize(Stack.visa, ticket: fields["ticket"] ?? "")
            await stack.stop(.vault)
            #expect(try await stack.confirm(session, token: token, csrf: fields["csrf"] ?? "") != .success)
            #expect(try await stack.ledger(session.id).isEmpty)
            try await stack.start(.vault)
            #expect(try await stack.pay(session) == .success)
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }
}
