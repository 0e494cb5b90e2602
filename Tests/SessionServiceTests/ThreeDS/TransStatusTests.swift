import Foundation
import Testing

@testable import SessionService

@Suite struct TransStatusTests {
    /// Security notes §3.2, as a reader would draw it: first in an ARes, then in an RReq.
    static let table: [TransStatus: (ares: AuthenticationMove, rreq: AuthenticationMove)] = [
        .authenticated: (.authorize, .authorize), .attempted: (.authorize, .authorize),
        .notAuthenticated: (.refuse, .refuse), .unavailable: (.unavailable, .unavailable),
        .rejected: (.refuseCard, .refuseCard), .challenge: (.challenge, .malformed),
        .decoupled: (.unavailable, .malformed), .informational: (.authorizeWithoutProof, .malformed),
        .securePayment: (.unavailable, .malformed),
    ]

    @Test(arguments: TransStatus.allCases)
    func `each status means in each message what the table says`(_ status: TransStatus) throws {
        let row = try #require(Self.table[status])
        #expect(status.move(in: .ares) == row.ares)
        #expect(status.move(in: .rreq) == row.rreq)
    }

    struct Case: Sendable {
        let status: TransStatus
        let message: AuthenticationMessage
        let reason: AuthenticationReason
        let policy: MerchantSettings.AuthenticationAway
    }

    static let cases: [Case] = TransStatus.allCases.flatMap { status in
        AuthenticationMessage.allCases.flatMap { message in
            AuthenticationReason.allCases.flatMap { reason in
                MerchantSettings.AuthenticationAway.allCases.map {
                    Case(status: status, message: message, reason: reason, policy: $0)
                }
            }
        }
    }

    @Test func `no payment goes on without an authentication that somebody insists on`() {
        for row in Self.cases {
            var attempt = Samples.attempt()
            attempt.state = .needsAuthentication
            attempt.authentication = Authentication(id: UUID(), reason: row.reason)
            let word = AuthenticationWord(
                message: row.message,
                status: row.status,
                value: DirectoryScript.proof,
                acsURL: DirectoryScript.issuerPage
            )
            let event = attempt.hear(word, unavailable: row.policy, at: Samples.now)
            let waives = row.status.move(in: row.message) == .unavailable
            if waives { #expect((event == .authenticationWaived) == (!row.reason.insists && row.policy == .authorize)) }
            if event == .authenticationFailed { #expect(attempt.decline?.code == .authenticationRequired) }
            #expect((attempt.authentication?.value != nil) == (event == .authenticated))
            if let event { #expect(throws: Never.self) { try AttemptMachine.step(.needsAuthentication, event) } }
        }
    }
}

@Suite struct ThreeDSMessageTests {
    static let id = UUID()
    static let (directory, issuer) = (UUID(), UUID())

    static func ares(_ changes: [String: String?]) -> Data {
        let message: [String: String?] = [
            "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": id.wireText,
            "dsTransID": directory.wireText, "acsTransID": issuer.wireText, "transStatus": "Y", "eci": "05",
            "authenticationValue": DirectoryScript.proof, "acsURL": "https://acs.example/c",
        ]
        return DirectoryScript.Asked.json(message.merging(changes) { $1 })
    }

    @Test func `a sound ARes is read`() throws {
        let word = try AuthenticationWord(ares: Self.ares([:]), of: Self.id, livemode: true)
        #expect(word.status == .authenticated)
        #expect(word.value == DirectoryScript.proof)
        #expect(word.eci == "05")
        #expect(word.directoryTransaction == Self.directory)
        #expect(word.acsURL == nil)
        let challenge = try AuthenticationWord(ares: Self.ares(["transStatus": "C"]), of: Self.id, livemode: true)
        #expect(challenge.acsURL == "https://acs.example/c")
        #expect(challenge.value == nil)
        let plain = Self.ares(["transStatus": "N", "dsTransID": nil, "acsTransID": nil])
        #expect(try AuthenticationWord(ares: plain, of: Self.id, livemode: true).status == .notAuthenticated)
    }

    @Test(
        arguments: [
            (["authenticationValue": nil], "authenticationValue"),
            (["authenticationValue": "AAEC"], "authenticationValue"),
            (["authenticationValue": "!AECAwQFBgcICQoLDA0ODxAREhM="], "authenticationValue"),
            (["transStatus": nil], "transStatus"), (["transStatus": "Z"], "transStatus"),
            (["transStatus": "y"], "transStatus"),
            (["threeDSServerTransID": UUID().uuidString], "threeDSServerTransID"),
            (["threeDSServerTransID": nil], "threeDSServerTransID"), (["dsTransID": nil], "dsTransID"),
            (["dsTransID": "1"], "dsTransID"), (["messageType": "Erro"], "messageType"),
            (["messageType": "RReq"], "messageType"), (["messageVersion": "2.1.0"], "messageVersion"),
            (["eci": "5"], "eci"),
            (["eci": "xx"], "eci"), (["transStatus": "C", "acsURL": nil], "acsURL"),
            (["transStatus": "C", "acsURL": "http://bank.example/c"], "acsURL"),
            (["transStatus": "C", "acsURL": "http://localhost.bank.example/c"], "acsURL"),
            (["transStatus": "C", "acsURL": "javascript:alert(1)"], "acsURL"),
            (["transStatus": "C", "acsURL": "https://me:pw@bank.example/c"], "acsURL"),
            (["transStatus": "C", "acsTransID": nil], "acsTransID"),
            (["transStatus": "A", "authenticationValue": nil], "authenticationValue"),
        ] as [([String: String?], String)]
    )
    func `an ARes without what its status needs is none`(_ changes: [String: String?], _ field: String) {
        let fault = #expect(throws: ProtocolFault.self) {
            try AuthenticationWord(ares: Self.ares(changes), of: Self.id, livemode: false)
        }
        #expect(fault?.detail == field)
    }

    @Test func `a page without https is for test cards on this machine alone`() throws {
        let ares = Self.ares(["transStatus": "C", "acsURL": DirectoryScript.issuerPage])
        #expect(try AuthenticationWord(ares: ares, of: Self.id, livemode: false).acsURL == DirectoryScript.issuerPage)
        #expect(throws: ProtocolFault.self) { try AuthenticationWord(ares: ares, of: Self.id, livemode: true) }
    }

    @Test(arguments: ["", "[]", "null", "{", "<html>", #"{"messageType":1}"#, #"{"messageType":"ARes"}"#, "\u{0}"])
    func `what is no message is a fault, not a crash`(_ text: String) {
        #expect(throws: ProtocolFault.self) {
            try AuthenticationWord(ares: Data(text.utf8), of: Self.id, livemode: false)
        }
        #expect(throws: ProtocolFault.self) { try ChallengeResult(rreq: Data(text.utf8)) }
    }

    @Test(arguments: ["C", "D", "I", "S", "X"])
    func `a challenge does not end with such a status`(_ status: String) {
        let asked = DirectoryScript.Asked(fields: ["threeDSServerTransID": Self.id.wireText])
        let fault = #expect(throws: ProtocolFault.self) { try ChallengeResult(rreq: asked.result(status)) }
        #expect(fault?.detail == "transStatus")
        #expect(fault?.json.contains(#""messageType":"Erro""#) == true)
    }

    @Test func `a CReq and an RRes name the transactions`() throws {
        let asked = DirectoryScript.Asked(fields: ["threeDSServerTransID": Self.id.wireText])
        let result = try ChallengeResult(rreq: asked.result("N"))
        let receipt = try JSONValue.object(result.receipt)
        #expect(receipt["messageType"] as? String == "RRes")
        #expect(receipt["acsTransID"] as? String == asked.issuer.wireText)
        #expect(receipt["resultsStatus"] as? String == "01")
        var authentication = Authentication(id: Self.id, reason: .merchant, issuerTransaction: Self.issuer)
        #expect(ChallengeRequest(authentication) == nil)
        authentication.challenge = .init(acsURL: DirectoryScript.issuerPage, opened: Samples.now)
        let request = try JSONValue.object(try #require(ChallengeRequest(authentication)).json)
        #expect(request["threeDSServerTransID"] as? String == Self.id.wireText)
        #expect(request["challengeWindowSize"] as? String == "05")
    }
}
