import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Secrets
import SessionClient
import Testing

@testable import SessionService

/// The bank's word at `/3ds/rreq`: who may say it, how often, and when it counts.
@Suite(.timeLimit(.minutes(3))) struct ChallengeResultTests {
    private static func post(
        _ body: Data,
        to world: PaymentWorld,
        credential: String? = "bank's credential"
    ) async throws -> (status: Int, body: [String: any Sendable]) {
        let router = Router(context: PaydeskContext.self)
        router.add(middleware: RequestMiddleware(listener: "public", takesRequestID: false))
        ResultRoutes(world.parts.results, credential: SecretString("bank's credential")).add(to: router)
        let given: HTTPFields = credential.map { [.authorization: "Bearer \($0)"] } ?? [:]
        return try await Application(router: router, logger: .silent).test(.router) { client in
            try await client.execute(uri: "/3ds/rreq", method: .post, headers: given, body: ByteBuffer(bytes: body)) {
                (Int($0.status.code), try JSONValue.object(String(buffer: $0.body)))
            }
        }
    }

    @Test func `nobody says it without the credential, and a wrong transaction is not taken`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            for credential in [nil, "", "bank's credentiaL", "bank's credential2"] {
                #expect(try await Self.post(asked.result("Y"), to: world, credential: credential).status == 401)
            }
            let strangers: [(String, Int)] = [("threeDSServerTransID", 404), ("dsTransID", 400), ("acsTransID", 400)]
            for (field, status) in strangers {
                let answer = try await Self.post(asked.result("Y", changing: [field: UUID().wireText]), to: world)
                #expect(answer.status == status)
                #expect(answer.body["messageType"] as? String == "Erro")
                #expect(answer.body["errorCode"] as? String == "301")
            }
            for body in [Data("{}".utf8), asked.result("Y", changing: ["authenticationValue": nil]), asked.result("C")]
            {
                #expect(try await Self.post(body, to: world).status == 400)
            }
            let large = Data(repeating: 0x20, count: 17 * 1024)
            #expect(try await Self.post(large, to: world).status == 413)
            #expect(try await world.view(session).payment == .needsAuthentication)
            #expect(world.outside.calls(of: "authorize") == 0)

            let answer = try await Self.post(asked.result("Y"), to: world)
            #expect(answer.status == 200)
            #expect(answer.body["messageType"] as? String == "RRes")
            #expect(answer.body["dsTransID"] as? String == asked.directory.wireText)
            #expect(try await world.outcome(session).payment == .paid)
        }
    }

    @Test(arguments: [("Y", "N"), ("N", "Y"), ("Y", "R"), ("U", "Y")])
    func `the first word counts: again is fine, another one changes nothing`(
        _ first: String,
        _ second: String
    ) async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            #expect(try await Self.post(asked.result(first), to: world).status == 200)
            #expect(try await Self.post(asked.result(first), to: world).status == 200)
            #expect(try await Self.post(asked.result(second), to: world).status == 400)
            let view = try await world.outcome(session)
            #expect(view.payment == (first == "N" ? .declined : .paid))
            #expect(try await Self.post(asked.result(first), to: world).status == 200)
            #expect(try await Self.post(asked.result(second), to: world).status == 400)
            #expect(world.outside.charged.count == (first == "N" ? 0 : 1))
        }
    }

    @Test func `ten at once are one`() async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(threeDSecure: .any)
            let asked = try await world.challenge(session)
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { try await Self.post(asked.result("Y"), to: world).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await world.outcome(session).payment == .paid)
            #expect(world.outside.charged.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func `a yes after the session has ended authorizes nothing`(_ isSwept: Bool) async throws {
        try await PaymentWorld.running { world in
            let session = try await world.openSession(lifetime: 60, threeDSecure: .any)
            let asked = try await world.challenge(session)
            world.clock.advance(by: 61)
            if isSwept { try await world.end(session) }
            #expect(try await Self.post(asked.result("Y"), to: world).status == 200)
            #expect(try await world.attempts(session).map(\.state) == [.canceled])
            #expect(try await world.late(session) == ["Y"])
            if !isSwept { try await world.end(session) }
            #expect(try await world.session(session).progress.status == .expired)
            let intent = try await world.object("payment_intent.canceled", of: session)
            #expect(intent["next_action"] as? String == nil)
            #expect(world.outside.calls(of: "authorize") == 0)
        }
    }

    @Test func `a customer who takes too long is given up, and the session takes another card`() async throws {
        try await PaymentWorld.with { world in
            let session = try await world.openSession(threeDSecure: .any)
            try await world.running(world.parts) { _ = try await world.challenge(session) }
            let asked = try #require(world.outside.asked.last)
            let next = world.anotherProcess()
            #expect(await next.work.recovery.drain() == 0, "a quarter of an hour is left")
            world.clock.advance(by: 15 * 60)
            try await world.recover(on: next)
            #expect(try await world.steps(session) == ["scored needs_authentication needs_authentication canceled"])
            #expect(try await world.intentStatus(session) == "requires_payment_method")
            let view = try await world.view(session)
            #expect(view.attemptsLeft == 5)
            #expect(view.decline?.messageKey == .authenticationRequired)
            #expect(try await Self.post(asked.result("Y"), to: world).status == 200)
            #expect(try await world.late(session) == ["Y"])
            #expect(world.outside.calls(of: "authorize") == 0)
        }
    }
}
