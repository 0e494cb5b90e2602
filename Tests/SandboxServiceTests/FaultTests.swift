import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import SandboxService

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    typealias Envelope = TestSandbox.Envelope

    @Test func `drop_reply approves and cuts the connection`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"drop_reply","match":{"last4":"4242","operation":"authorize"}}"#)
            await #expect(throws: (any Error).self) { try await sandbox.authorize("k") }
            #expect(try await sandbox.rows().map(\.captured) == [2000])
            #expect(try await sandbox.authorize("k").status == 200)
            #expect(try await sandbox.rows().count == 1)
        }
    }

    @Test func `refuse_connection executes nothing`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"refuse_connection"}"#)
            await #expect(throws: (any Error).self) { try await sandbox.authorize("k") }
            #expect(try await sandbox.rows().isEmpty)
        }
    }

    @Test func `error_500 executes nothing`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"error_500","count":2}"#)
            #expect(try await sandbox.authorize("k").status == 500)
            #expect(try await sandbox.authorize("k").status == 500)
            #expect(try await sandbox.rows().isEmpty)
            #expect(try await sandbox.authorize("k").status == 200)
        }
    }

    @Test func `garbage executes and answers with what nobody can read`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"garbage"}"#)
            let answer = try await sandbox.authorize("k")
            #expect(answer.status == 200)
            #expect(throws: (any Error).self) { try answer.json(TestSandbox.Result.self) }
            #expect(try await sandbox.rows().count == 1)
        }
    }

    @Test func `duplicate executes a repeated request once`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"duplicate","match":{"operation":"authorize"}}"#)
            let held = try await sandbox.authorize("k", capture: false).json(TestSandbox.Result.self)
            #expect(try await sandbox.rows().count == 1)
            _ = try await sandbox.program(#"{"kind":"duplicate","match":{"operation":"capture","last4":"4242"}}"#)
            let captured = try await sandbox.call(
                "capture",
                "{\"transaction\":\"\(held.id)\",\"amount\":500}",
                key: "c"
            )
            #expect(captured.status == 200)
            #expect(try await sandbox.rows().map(\.captured) == [500])
        }
    }

    @Test func `a stall lasts until the client gives up, and then the call is executed`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"stall"}"#)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: (any Error).self) { try await sandbox.authorize("k") }
                }
                try await sandbox.waitForNoFaults()
                #expect(try await sandbox.rows().isEmpty)
                group.cancelAll()
            }
            try await sandbox.waitForRows(1)
        }
    }

    @Test func `a stall with a delay approves late, unless the key was reversed by then`() async throws {
        try await TestSandbox.run { sandbox in
            _ = try await sandbox.program(#"{"kind":"stall","delay_ms":3000}"#)
            async let late = sandbox.authorize("late")
            try await sandbox.waitForNoFaults()
            #expect(try await sandbox.rows().isEmpty)
            _ = try await sandbox.call("reverse", #"{"idempotency_key":"late"}"#)
            #expect(try await late.status == 409)
            #expect(try await sandbox.rows().isEmpty)
        }
    }

    @Test func `a fault hits what it matches, as often as it says, and the oldest first`() async throws {
        let plan = FaultPlan()
        let any = Fault.Match(last4: nil, operation: nil)
        let visa = Fault.Match(last4: "4242", operation: .authorize)
        #expect(plan.add(Fault(kind: .error500, match: visa, count: 2, delayMilliseconds: 0)))
        #expect(plan.add(Fault(kind: .garbage, match: any, count: 1, delayMilliseconds: 0)))
        #expect(plan.take(.authorize, last4: "4242")?.kind == .error500)
        #expect(plan.take(.capture, last4: "4242")?.kind == .garbage)
        #expect(plan.take(.authorize, last4: "4444") == nil)
        #expect(plan.take(.inquire, last4: nil) == nil)
        #expect(plan.take(.authorize, last4: "4242")?.kind == .error500)
        #expect(plan.take(.authorize, last4: "4242") == nil)
        #expect(plan.active.isEmpty)
    }

    @Test func `faults can be looked at and cleared`() async throws {
        try await TestSandbox.run { sandbox in
            let fault = #"{"count":3,"delay_ms":5,"kind":"garbage","match":{"last4":"4242","operation":"refund"}}"#
            let programmed = try await sandbox.program(fault)
            #expect(programmed.text == fault)
            #expect(try await sandbox.send(.GET, "/acquirer/faults").text == "{\"faults\":[\(fault)]}")
            #expect(try await sandbox.send(.DELETE, "/acquirer/faults").status == 200)
            #expect(try await sandbox.send(.GET, "/acquirer/faults").text == #"{"faults":[]}"#)
        }
    }

    @Test(arguments: [
        ("{}", "kind"), (#"{"kind":"explode"}"#, "kind"), (#"{"kind":"stall","count":0}"#, "count"),
        (#"{"kind":"stall","count":"2"}"#, "count"), (#"{"kind":"stall","delay_ms":-1}"#, "delay_ms"),
        (#"{"kind":"stall","delay_ms":600001}"#, "delay_ms"), (#"{"kind":"stall","macth":{}}"#, "macth"),
        (#"{"kind":"stall","match":{"last4":"42"}}"#, "match.last4"),
        (#"{"kind":"stall","match":{"operation":"pay"}}"#, "match.operation"),
        (#"{"kind":"stall","match":{"card":"4242"}}"#, "match.card"),
    ])
    func `a wrong field of a fault is named`(_ body: String, _ param: String) async throws {
        try await TestSandbox.run { sandbox in
            let answer = try await sandbox.program(body)
            #expect(answer.status == 400)
            #expect(try answer.json(Envelope.self).error.param == param)
        }
    }
}

extension TestSandbox {
    /// Waits for what a call does after its client has gone; the suite's time limit ends a wait in vain.
    func waitForRows(_ count: Int) async throws {
        while try await rows().count < count { await Task.yield() }
    }

    /// Waits until every programmed fault has struck.
    func waitForNoFaults() async throws {
        while try await send(.GET, "/acquirer/faults").text != #"{"faults":[]}"# { await Task.yield() }
    }
}
