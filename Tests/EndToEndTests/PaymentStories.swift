import Testing

/// A customer pays, or does not, in the ways that customers do.
@Suite(.timeLimit(.minutes(2))) struct PaymentStories {
    @Test func `a test card pays, and the merchant gets one signed event`() async throws {
        try await Stack.run { stack in
            try await stack.registerEndpoint()
            let session = try await stack.createSession()
            #expect(try await stack.pay(session) == .success)

            let paid = try await stack.session(session.id)
            #expect(paid.status == "complete" && paid.paymentStatus == "paid" && paid.url == nil)
            #expect(try await stack.standingCharges(session.id) == 1)
            try await eventually("the event arrives") {
                try await stack.deliveries(of: "checkout.session.completed", session: session.id).count == 1
            }
        }
    }

    @Test func `after a decline the session is open, and the next card pays`() async throws {
        try await Stack.run { stack in
            let session = try await stack.createSession()
            #expect(try await stack.pay(session, with: Stack.declined) != .success)
            #expect(try await stack.session(session.id).status == "open")
            #expect(try await stack.standingCharges(session.id) == 0)
            #expect(try await stack.pay(session) == .success)
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }

    @Test func `two tabs that pay at the same moment charge once`() async throws {
        try await Stack.run { stack in
            let session = try await stack.createSession()
            async let first = stack.pay(session)
            async let second = stack.pay(session)
            let outcomes = try await [first, second]
            #expect(outcomes == [.success, .success])
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }

    @Test func `a double click charges once`() async throws {
        try await Stack.run { stack in
            let session = try await stack.createSession()
            let fields = try await stack.open(session)
            let token = try await stack.tokenize(Stack.visa, ticket: fields["ticket"] ?? "")
            let csrf = fields["csrf"] ?? ""
            async let first = stack.confirm(session, token: token, csrf: csrf)
            async let second = stack.confirm(session, token: token, csrf: csrf)
            let outcomes = try await [first, second]
            #expect(outcomes == [.success, .success])
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }

    @Test func `closing the browser just after Pay stops nothing`() async throws {
        try await Stack.run { stack in
            let session = try await stack.createSession()
            let fields = try await stack.open(session)
            let token = try await stack.tokenize(Stack.visa, ticket: fields["ticket"] ?? "")
            try await stack.fault("stall", milliseconds: 300)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await stack.confirm(session, token: token, csrf: fields["csrf"] ?? "") }
                try await eventually("the attempt is there") { try await stack.isBeingPaid(session) }
                group.cancelAll()
            }
            try await eventually("the session is paid") { try await stack.session(session.id).status == "complete" }
            #expect(try await stack.standingCharges(session.id) == 1)
        }
    }

    @Test func `an expired session takes no card and charges nothing`() async throws {
        try await Stack.run { stack in
            try await stack.registerEndpoint()
            let session = try await stack.createSession()
            let fields = try await stack.open(session)
            let token = try await stack.tokenize(Stack.visa, ticket: fields["ticket"] ?? "")
            #expect(try await stack.expire(session.id).status == "expired")
            #expect(try await stack.confirm(session, token: token, csrf: fields["csrf"] ?? "") != .success)
            #expect(try await stack.session(session.id).paymentStatus == "unpaid")
            #expect(try await stack.ledger(session.id).isEmpty)
            try await eventually("the event arrives") {
                try await stack.deliveries(of: "checkout.session.expired", session: session.id).count == 1
            }
        }
    }
}
