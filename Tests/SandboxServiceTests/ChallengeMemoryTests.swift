import Foundation
import NIOHTTP1
import Payments
import Testing

@testable import SandboxService

/// What outlives a kill, and what does not.
@Suite struct ChallengeMemoryTests {
    private let folder: TestFolder
    private let clock = TestClock()

    init() throws {
        folder = try TestFolder()
    }

    private func open() throws -> Challenges {
        try Challenges(path: folder.path("challenges"), clock: clock.clock)
    }

    private func challenge(_ id: String, question: Question = Question()) throws -> Challenge {
        Challenge(
            ids: AuthenticationIDs(version: "2.2.0", server: "s", ds: "d", acs: id),
            serverURL: "http://127.0.0.1:8080/3ds/rreq",
            notificationURL: "http://127.0.0.1:8081/c/3ds",
            merchant: "Cups",
            money: Money(2000, try #require(Currency("eur"))),
            brand: .visa,
            last4: "3220",
            question: question,
            cavv: "AAAA",
            opened: clock.clock.now
        )
    }

    @Test func `an open question and every answer are there after a restart`() async throws {
        let question = Question(wantsCode: true, approval: .attempted, reporting: .twice)
        do {
            let challenges = try open()
            #expect(try await challenges.open(try challenge("open", question: question)))
            #expect(try await challenges.open(try challenge("decided")))
            #expect(try await challenges.open(try challenge("told")))
            _ = try await challenges.visit("open", sessionData: "abc")
            _ = try await challenges.answer("open", .approve(code: "1"), code: "123456")
            for id in ["decided", "told"] { _ = try await challenges.answer(id, .refuse, code: "") }
            try await challenges.reported("told")
        }
        let challenges = try open()
        let known = try #require(challenges.challenge("open"))
        #expect(known.sessionData == "abc")
        #expect(known.wrongCodes == 1)
        #expect(known.question == question)
        #expect(known.outcome == nil)
        #expect(challenges.unreported == ["decided"])
        #expect(challenges.challenge("told")?.outcome?.status == .notAuthenticated)
    }

    @Test func `a result that a kill kept back is told after the restart`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            let visit = try await acs.challenge("4000000000003220")
            let id = visit.ares.acsTransID ?? ""
            _ = try await sandbox.challenges.answer(id, .approve(code: ""), code: "")
            #expect(merchant.results.isEmpty)
            let sender = ResultSender(client: sandbox.http, credential: nil, trustedOrigin: "", logger: .quiet)
            let successor = ResultReporter(
                sandbox.challenges,
                sender: sender,
                clock: sandbox.clock.clock,
                logger: .quiet
            )
            await successor.drain()
            await successor.drain()
            #expect(merchant.statuses == ["Y"])
            #expect(sandbox.challenges.unreported.isEmpty)
        }
    }

    @Test func `a start at which nobody is being asked empties the file`() async throws {
        do {
            let challenges = try open()
            _ = try await challenges.open(try challenge("old"))
        }
        clock.advance(by: 3600)
        _ = try open()
        #expect(!folder.contents("challenges").isEmpty)
        clock.advance(by: 1)
        let challenges = try open()
        #expect(folder.contents("challenges").isEmpty)
        _ = try await challenges.open(try challenge("new"))
        #expect(folder.contents("challenges").contains("new"))
    }

    @Test func `there are not more than the limit, and the old make room`() async throws {
        let challenges = try open()
        for number in 0..<Challenges.limit { _ = try await challenges.open(try challenge("\(number)")) }
        #expect(try await !challenges.open(try challenge("one too many")))
        clock.advance(by: 3601)
        #expect(try await challenges.open(try challenge("one too many")))
        #expect(challenges.challenge("0") == nil)
    }

    @Test func `no card number is in the file`() async throws {
        let number = "4000000000003220"
        try await MerchantServer().run { sandbox, acs in
            try await acs.challenge(number).press("approve")
            let file = sandbox.folder.contents("challenges")
            #expect(file.contains("3220"))
            #expect(!file.contains(number))
            #expect(!file.contains(number.prefix(8)))
        }
    }
}
