import Foundation
import NIOHTTP1
import Payments
import Testing

@testable import SandboxService

@Suite struct DirectoryTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let number: String
        let status: String
        var eci: String?
        var reason: String?

        var testDescription: String { "…\(number.suffix(4)) \(status)" }
    }

    static let answers = [
        Case(number: "4000003000903001", status: "Y", eci: "05"),
        Case(number: "4000003000403002", status: "A", eci: "06"),
        Case(number: "4000003000803003", status: "N", reason: "01"),
        Case(number: "4000003000303004", status: "U", eci: "07", reason: "22"),
        Case(number: "4000003000703005", status: "R", reason: "11"),
        Case(number: "4000003000203006", status: "C"),
        Case(number: "4000003000603007", status: "D"),
        Case(number: "4000003000103008", status: "I", eci: "07"),
        Case(number: "4000003000503009", status: "S"),
        Case(number: "4242424242424242", status: "A", eci: "06"),
        Case(number: "378282246310005", status: "U", eci: "07", reason: "08"),
        Case(number: "5555555555554444", status: "Y", eci: "02"),
        Case(number: "4000000000003055", status: "C"),
        Case(number: "4000000000003220", status: "C"),
        Case(number: "4000002760003184", status: "C"),
        Case(number: "4242424242424241", status: "U", eci: "07", reason: "08"),
    ]

    @Test(arguments: answers)
    func `the number decides how a request for authentication is answered`(_ card: Case) async throws {
        try await MerchantServer().run { _, acs in
            let answer = try await acs.authenticate(card.number)
            #expect(answer.status == 200)
            let ares = try answer.json(Acs.Answer.self)
            #expect(ares.messageType == "ARes")
            #expect(ares.messageVersion == "2.2.0")
            #expect(ares.threeDSServerTransID == Acs.transaction)
            #expect(ares.dsTransID.flatMap(UUID.init(uuidString:)) != nil)
            #expect(ares.acsTransID.flatMap(UUID.init(uuidString:)) != nil)
            #expect(ares.transStatus == card.status)
            #expect(ares.eci == card.eci)
            #expect(ares.transStatusReason == card.reason)
            let hasProof = ["Y", "A"].contains(card.status)
            #expect(ares.authenticationValue?.utf8.count == (hasProof ? 28 : nil))
            #expect(ares.acsURL == (card.status == "C" ? "http://localhost:8090/acs/challenge" : nil))
            #expect(ares.acsChallengeMandated == (["C", "D"].contains(card.status) ? "Y" : nil))
        }
    }

    @Test func `who insists on a challenge gets one, but not of a card that takes no part`() async throws {
        try await MerchantServer().run { _, acs in
            let mandated: [String: String?] = ["threeDSRequestorChallengeInd": "04"]
            for (number, status) in [("5555555555554444", "C"), ("4242424242424242", "A"), ("378282246310005", "U")] {
                let ares = try await acs.authenticate(number, changes: mandated).json(Acs.Answer.self)
                #expect(ares.transStatus == status)
            }
        }
    }

    @Test func `a directory server fails in six ways`() async throws {
        try await MerchantServer().run { _, acs in
            let erro = try await acs.authenticate("4000003000803201").json(Acs.Answer.self)
            #expect(erro.messageType == "Erro")
            #expect(erro.errorCode == "403")
            #expect(erro.threeDSServerTransID == Acs.transaction)
            let late = try await acs.authenticate("4000003000303202").json(Acs.Answer.self)
            #expect(late.transStatus == "Y")
            await #expect(throws: (any Error).self) { try await acs.authenticate("4000003000703203") }
            let garbage = try await acs.authenticate("4000003000203204")
            #expect(throws: (any Error).self) { try garbage.json(Acs.Answer.self) }
            let foreign = try await acs.authenticate("4000003000603205").json(Acs.Answer.self)
            #expect(foreign.transStatus == "Y" && foreign.threeDSServerTransID != Acs.transaction)
            let bare = try await acs.authenticate("4000003000103206").json(Acs.Answer.self)
            #expect(bare.transStatus == "Y" && bare.authenticationValue == nil)
            let lost = try await acs.authenticate("4000003000503207").json(Acs.Answer.self)
            #expect(lost.transStatus == "C" && lost.acsURL == nil)
        }
    }

    @Test(
        arguments: [
            ("messageType", "PReq", "101", nil), ("messageVersion", "1.0.2", "102", nil),
            ("acctNumber", nil, "201", "acctNumber"), ("acctNumber", "4242x", "203", "acctNumber"),
            ("purchaseCurrency", "000", "203", "purchaseCurrency"),
            ("purchaseExponent", "0", "203", "purchaseExponent"),
            ("purchaseAmount", "20.00", "203", "purchaseAmount"), ("notificationURL", nil, "201", "notificationURL"),
            ("notificationURL", "javascript:alert(1)", "203", "notificationURL"),
            ("threeDSServerURL", "file:///etc/passwd", "203", "threeDSServerURL"),
            ("threeDSServerTransID", "1", "203", "threeDSServerTransID"),
            ("deviceChannel", "01", "203", "deviceChannel"),
            ("merchantName", "", "201", "merchantName"),
        ] as [(String, String?, String, String?)]
    )
    func `a wrong element is named in an Erro, not quoted`(
        _ element: String,
        _ value: String?,
        _ code: String,
        _ detail: String?
    ) async throws {
        try await MerchantServer().run { _, acs in
            let answer = try await acs.authenticate("4000003000203006", changes: [element: value])
            let erro = try answer.json(Acs.Answer.self)
            #expect(erro.messageType == "Erro")
            #expect(erro.errorCode == code)
            if let detail { #expect(erro.errorDetail == detail) }
            #expect(!answer.text.contains("4242x"))
        }
    }

    @Test func `what is no message at all is an Erro too`() async throws {
        try await MerchantServer().run { sandbox, _ in
            for body in ["", "[]", "{", "{\"acctNumber\":4242424242424242}"] {
                let answer = try await sandbox.send(.POST, "/acs/areq", body)
                #expect(try answer.json(Acs.Answer.self).errorCode == "101")
                #expect(!answer.text.contains("4242"))
            }
        }
    }
}
