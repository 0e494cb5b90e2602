import Foundation
import NIOHTTP1
import Payments
import Testing

@testable import SandboxService

/// The issuer's page, as a browser and a merchant's server see it.
@Suite struct ChallengeTests {
    private static let asking = "4000000000003220"
    private static let wantingCode = "4000000000003238"

    @Test func `the page names what is to be paid, and allows nothing foreign`() async throws {
        try await MerchantServer().run { sandbox, acs in
            let visit = try await acs.challenge(Self.asking)
            let page = try await sandbox.send(.GET, visit.path)
            #expect(page.status == 200)
            for text in ["Cups &amp; more", "€20.00", "Visa ending in 3220", ">Approve</button>", ">Refuse</button>"] {
                #expect(page.text.contains(text), "\(text)")
            }
            #expect(!page.text.contains("One-time code"))
            let policy = page.headers.first(name: "content-security-policy") ?? ""
            #expect(policy.contains("default-src 'none'") && policy.contains("form-action 'self';"))
            #expect(!policy.contains("script-src"))
            #expect(page.headers.first(name: "cache-control") == "no-store")
        }
    }

    struct Decision: CustomTestStringConvertible, Sendable {
        let number: String
        let press: String
        let result: String
        let returned: String
        var reason: String?

        var testDescription: String { "…\(number.suffix(4)) \(press) \(result)" }
    }

    static let decisions = [
        Decision(number: asking, press: "approve", result: "Y", returned: "Y"),
        Decision(number: asking, press: "refuse", result: "N", returned: "N", reason: "01"),
        Decision(number: "4000003000403101", press: "approve", result: "Y", returned: "Y"),
        Decision(number: "4000003000803102", press: "approve", result: "A", returned: "Y"),
        Decision(number: "4000003000303103", press: "approve", result: "N", returned: "N", reason: "01"),
        Decision(number: "4000003000703104", press: "approve", result: "U", returned: "N", reason: "22"),
        Decision(number: "4000003000203105", press: "approve", result: "R", returned: "N", reason: "11"),
        Decision(number: "4000003000803102", press: "refuse", result: "N", returned: "N", reason: "01"),
    ]

    @Test(arguments: decisions)
    func `the result is told before the browser goes back`(_ decision: Decision) async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            let visit = try await acs.challenge(decision.number)
            _ = try await sandbox.post(visit.path, "answer=\(decision.press)")
            let result = try #require(merchant.results.first)
            #expect(merchant.results.count == 1)
            #expect(result.bearer == "directory")
            #expect(result.transStatus == decision.result)
            #expect(result.transStatusReason == decision.reason)
            #expect(result.challengeCancel == (decision.press == "refuse" ? "01" : nil))
            #expect(result.interactionCounter == "01")
            #expect((result.authenticationValue != nil) == ["Y", "A"].contains(decision.result))
            #expect(result.threeDSServerTransID == Acs.transaction)
            #expect(result.acsTransID == visit.ares.acsTransID)
            #expect(result.dsTransID == visit.ares.dsTransID)
            let page = try await visit.look()
            #expect(page.contains("action=\"\(Acs.notificationURL)\""))
            #expect(page.contains(#"name="threeDSSessionData" value="c2Vzc2lvbg""#))
            #expect(try Acs.Visit.returned(page) == decision.returned)
        }
    }

    @Test func `one decision counts, and who comes later is shown on`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            let visit = try await acs.challenge(Self.asking)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for press in ["refuse", "approve", "refuse", "approve"] {
                    group.addTask { try await visit.press(press) }
                }
                try await group.waitForAll()
            }
            let decided = try #require(sandbox.challenges.challenge(visit.ares.acsTransID ?? "")?.outcome?.status)
            #expect(merchant.statuses == [decided.rawValue])
            try await visit.press("approve")
            #expect(try Acs.Visit.returned(try await visit.look()) == decided.rawValue)
            #expect(merchant.results.count == 1)
        }
    }

    @Test func `the right code is taken, a wrong one twice forgiven`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { _, acs in
            let visit = try await acs.challenge(Self.wantingCode)
            let page = try await visit.look()
            let code = try #require(page.firstMatch(of: /id="sent-code">(\d{6})</)?.1)
            let wrong = code == "000000" ? "000001" : "000000"
            #expect(try await visit.press("approve").contains("six digits"))
            #expect(try await visit.press("approve", code: wrong).contains("2 more times"))
            #expect(try await visit.press("approve", code: wrong).contains("once more"))
            #expect(merchant.results.isEmpty)
            let spaced = code.prefix(3) + "+" + code.suffix(3)
            #expect(try Acs.Visit.returned(try await visit.press("approve", code: String(spaced))) == "Y")
            #expect(merchant.statuses == ["Y"])
            #expect(merchant.results.first?.interactionCounter == "03")
        }
    }

    @Test func `the third wrong code ends it`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { _, acs in
            let visit = try await acs.challenge(Self.wantingCode)
            let code = ProofKey.test.oneTimeCode(challenge: visit.ares.acsTransID ?? "")
            let wrong = code == "000000" ? "000001" : "000000"
            for _ in 0..<2 { try await visit.press("approve", code: wrong) }
            #expect(try Acs.Visit.returned(try await visit.press("approve", code: wrong)) == "N")
            #expect(try Acs.Visit.returned(try await visit.press("approve", code: code)) == "N")
            #expect(merchant.statuses == ["N"])
            #expect(merchant.results.first?.transStatusReason == "19")
        }
    }

    @Test func `time runs out after a quarter of an hour, and the result says so`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            let visit = try await acs.challenge(Self.asking)
            sandbox.clock.advance(by: 15 * 60)
            #expect(try Acs.Visit.returned(try await visit.press("approve")) == "N")
            #expect(merchant.statuses == ["N"])
            #expect(merchant.results.first?.challengeCancel == "04")
        }
    }

    @Test(arguments: [
        ("4000003000303301", [String](), "Y"), ("4000003000703302", ["Y", "Y"], "Y"),
        ("4000003000603304", ["Y"], "N"), ("4000003000103305", ["Y", "N"], "Y"),
        ("4000003000503306", ["Y", "Y"], "Y"),
    ])
    func `a bank that reports badly does`(_ number: String, _ results: [String], _ returned: String) async throws {
        let merchant = MerchantServer()
        try await merchant.run { _, acs in
            let page = try await acs.challenge(number).press("approve")
            #expect(try Acs.Visit.returned(page) == returned)
            #expect(merchant.statuses == results)
            let isStranger = number.hasSuffix("3306")
            #expect(
                merchant.results.first?.bearer
                    == (results.isEmpty ? nil : isStranger ? "not-a-directory-server" : "directory")
            )
        }
    }

    @Test func `a result can be later than the browser`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            let page = try await acs.challenge("4000003000203303").press("approve")
            #expect(try Acs.Visit.returned(page) == "Y")
            await sandbox.reporter.drain()
            #expect(merchant.results.isEmpty)
            sandbox.clock.advance(by: 3)
            await sandbox.reporter.drain()
            #expect(merchant.statuses == ["Y"])
        }
    }

    @Test func `a result that nobody acknowledges is told again, and then no more`() async throws {
        let merchant = MerchantServer()
        try await merchant.run { sandbox, acs in
            merchant.fail(2)
            try await acs.challenge(Self.asking).press("approve")
            #expect(merchant.results.count == 1)
            for _ in 0..<10 {
                sandbox.clock.advance(by: 60)
                await sandbox.reporter.drain()
            }
            #expect(merchant.statuses == ["Y", "Y", "Y"])
            #expect(Set(merchant.results).count == 1)
            merchant.fail(100)
            try await acs.challenge(Self.asking).press("approve")
            for _ in 0..<20 {
                sandbox.clock.advance(by: 60)
                await sandbox.reporter.drain()
            }
            #expect(merchant.results.count == 3 + 1 + ResultReporter.pauses.count)
        }
    }

    @Test func `a stranger's server gets the result, but not the credential`() async throws {
        let merchant = MerchantServer()
        try await merchant.run(isTrusted: false) { _, acs in
            try await acs.challenge(Self.asking).press("approve")
            #expect(merchant.statuses == ["Y"])
            #expect(merchant.results.first?.bearer == nil)
        }
    }

    @Test func `who brings nothing that leads anywhere is told so`() async throws {
        try await MerchantServer().run { sandbox, acs in
            let visit = try await acs.challenge(Self.asking)
            let id = visit.ares.acsTransID ?? ""
            let foreign = #"{"messageType":"CReq","threeDSServerTransID":"1","acsTransID":"\#(id)"}"#
            for form in ["", "creq=%%%", "creq=e30", "creq=\(Data(foreign.utf8).base64EncodedString())"] {
                #expect(try await sandbox.post("/acs/challenge", form).status == 404)
            }
            #expect(try await sandbox.send(.GET, "/acs/challenge").status == 404)
            #expect(try await sandbox.send(.GET, "/acs/challenge/none").status == 404)
            #expect(try await sandbox.post("/acs/challenge/none", "answer=approve").status == 404)
            #expect(try await sandbox.post(visit.path, "answer=maybe").status == 404)
        }
    }
}
