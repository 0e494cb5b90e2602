import Foundation
import NIOHTTP1
import Payments
import Secrets
import Testing

@testable import SandboxService

/// The issuer takes its proof back, and nobody else's.
@Suite struct ProofTests {
    private static let frictionless = "4000003000903001"
    private static let insisting = "4000000000003220"

    private static func threeDSecure(_ ares: Acs.Answer, cavv: String? = nil) -> String {
        let value = cavv ?? ares.authenticationValue ?? ""
        return """
            {"version":"2.2.0","ds_transaction_id":"\(ares.dsTransID ?? "")","cavv":"\(value)","eci":"05","trans_status":"Y"}
            """
    }

    private func proof(_ acs: Acs) async throws -> Acs.Answer {
        try await acs.authenticate(Self.frictionless).json(Acs.Answer.self)
    }

    @Test func `a proof pays what it was given for, once`() async throws {
        try await MerchantServer().run { sandbox, acs in
            let given = Self.threeDSecure(try await proof(acs))
            func pay(_ key: String) async throws -> TestSandbox.Result {
                try await sandbox.authorize(key, number: Self.frictionless, threeDSecure: given).json()
            }
            let first = try await pay("first")
            #expect(first.response_code == "00")
            #expect(first.cavv_check == "match")
            #expect(try await pay("first") == first)
            let second = try await pay("second")
            #expect(second.response_code == "05")
            #expect(second.cavv_check == "replayed")
            #expect(try await sandbox.rows().map(\.status) == ["captured", "declined"])
        }
    }

    @Test func `a proof for another card, amount or transaction, or a made up one, is declined`() async throws {
        try await MerchantServer().run { sandbox, acs in
            let ares = try await proof(acs)
            let other = try await proof(acs)
            let good = Self.threeDSecure(ares)
            let swapped = Self.threeDSecure(other, cavv: ares.authenticationValue)
            let made = Self.threeDSecure(ares, cavv: Data(repeating: 0, count: 20).base64EncodedString())
            let nameless = #"{"cavv":"\#(ares.authenticationValue ?? "")"}"#
            for (number, amount, proof) in [
                (Self.frictionless, Int64(1999), good), ("4000003000403002", 2000, good),
                ("4242424242424242", 2000, good),
                (Self.frictionless, 2000, swapped), (Self.frictionless, 2000, made),
                (Self.frictionless, 2000, nameless),
            ] {
                let answer = try await sandbox.authorize(
                    "k\(try await sandbox.rows().count)",
                    number: number,
                    amount: amount,
                    threeDSecure: proof
                )
                let result = try answer.json(TestSandbox.Result.self)
                #expect(result.response_code == "05")
                #expect(result.cavv_check == "mismatch")
            }
            let paid = try await sandbox.authorize("good", number: Self.frictionless, threeDSecure: good)
            #expect(try paid.json(TestSandbox.Result.self).response_code == "00")
        }
    }

    @Test func `an issuer that insists says so again to a request without proof`() async throws {
        try await MerchantServer().run { sandbox, acs in
            for (key, threeDSecure) in [("none", nil), ("u", #"{"trans_status":"U"}"#), ("i", #"{"cavv":""}"#)] {
                let answer = try await sandbox.authorize(key, number: Self.insisting, threeDSecure: threeDSecure)
                let result = try answer.json(TestSandbox.Result.self)
                #expect(result.response_code == "1A")
                #expect(result.cavv_check == "not_provided")
            }
            let visit = try await acs.challenge(Self.insisting)
            try await visit.press("approve")
            let challenge = try #require(sandbox.challenges.challenge(visit.ares.acsTransID ?? ""))
            let proof = Self.threeDSecure(visit.ares, cavv: challenge.cavv)
            let paid = try await sandbox.authorize("paid", number: Self.insisting, threeDSecure: proof)
            #expect(try paid.json(TestSandbox.Result.self).response_code == "00")
        }
    }

    @Test func `a proof stays used after a restart`() async throws {
        try await MerchantServer().run { sandbox, acs in
            let ares = try await proof(acs)
            let folder = try TestFolder()
            func ledger() throws -> Ledger {
                try Ledger(path: folder.path("ledger"), issuer: .test, clock: sandbox.clock.clock, randomness: .system)
            }
            func request(_ key: String) throws -> AuthorizationRequest {
                AuthorizationRequest(
                    key: key,
                    money: Money(2000, try #require(Currency("eur"))),
                    capture: true,
                    merchant: nil,
                    reference: nil,
                    card: try #require(
                        PresentedCard(number: Self.frictionless, expiry: CardExpiry(month: 12, year: 2034), cvc: nil)
                    ),
                    proof: PresentedProof(cavv: ares.authenticationValue ?? "", dsTransID: ares.dsTransID)
                )
            }
            do {
                let paid = try await ledger().authorize(try request("first"))
                #expect(paid.decision.isApproved)
            }
            let reopened = try ledger()
            #expect(try await reopened.authorize(try request("first")).decision.isApproved)
            #expect(try await reopened.authorize(try request("second")).decision.proofCheck == .replayed)
        }
    }

    @Test func `a key file is made once and read ever after`() throws {
        let folder = try TestFolder()
        let path = folder.path("cavv.key")
        let keys = try (0..<3).map { try KeyFile.key(at: path, .seeded(UInt64($0))).withBytes { $0 } }
        #expect(Set(keys).count == 1)
        #expect(keys.first?.count == 32)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["cavv.key"])
        try Data("broken".utf8).write(to: URL(filePath: path))
        #expect(throws: (any Error).self) { try KeyFile.key(at: path, .system) }
    }
}
