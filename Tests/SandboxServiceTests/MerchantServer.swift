import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOHTTP1
import Payments
import Secrets
import Synchronization

@testable import SandboxService

/// The merchant's side of 3-D Secure: it takes results, answers as told, and the browser comes back to it.
final class MerchantServer: Sendable {
    /// A result as it came.
    struct Result: Decodable, Hashable, Sendable {
        let messageType: String
        let messageVersion: String
        let threeDSServerTransID: String
        let dsTransID: String
        let acsTransID: String
        let transStatus: String
        let transStatusReason: String?
        let eci: String?
        let authenticationValue: String?
        let interactionCounter: String
        let challengeCancel: String?
        /// The credential, not part of the message.
        var bearer: String?
    }

    private let received = Mutex<[Result]>([])
    private let failures = Mutex(0)

    var results: [Result] { received.withLock { $0 } }
    var statuses: [String] { results.map(\.transStatus) }

    /// How many of the next results get a 503.
    func fail(_ times: Int) {
        failures.withLock { $0 = times }
    }

    /// Runs a sandbox for as long as `body` does; its credential is for this server unless said otherwise.
    func run(isTrusted: Bool = true, _ body: @Sendable @escaping (TestSandbox, Acs) async throws -> Void) async throws {
        let router = Router(context: PaydeskContext.self)
        router.post("/3ds/rreq") { request, _ in
            var result = try await request.decodedJSON(as: Result.self)
            result.bearer = request.bearer
            self.received.withLock { $0.append(result) }
            let isFailing = self.failures.withLock { failures in
                failures -= 1
                return failures >= 0
            }
            if isFailing { return Response(status: .serviceUnavailable) }
            return Response(
                json: "{\"messageType\":\"RRes\",\"acsTransID\":\"\(result.acsTransID)\",\"resultsStatus\":\"01\"}"
            )
        }
        try await Application(router: router, logger: .quiet).test(.live) { client in
            let origin = "http://localhost:\(client.port ?? 0)"
            try await TestSandbox.run(serverOrigin: isTrusted ? origin : "http://localhost:1") { sandbox in
                try await body(sandbox, Acs(sandbox: sandbox, serverURL: origin + "/3ds/rreq"))
            }
        }
    }
}

/// The directory server and the issuer's page, as a merchant's server and a browser use them.
struct Acs: Sendable {
    let sandbox: TestSandbox
    let serverURL: String

    static let transaction = "8a880dc0-d2d2-4067-bcb1-b08d1690b26e"
    static let notificationURL = "http://127.0.0.1:8081/c/3ds"

    /// An ARes or Erro, whichever came.
    struct Answer: Decodable, Hashable, Sendable {
        let messageType: String
        let messageVersion: String
        let threeDSServerTransID: String?
        let dsTransID: String?
        let acsTransID: String?
        let transStatus: String?
        let transStatusReason: String?
        let eci: String?
        let authenticationValue: String?
        let acsURL: String?
        let acsChallengeMandated: String?
        let errorCode: String?
        let errorDetail: String?
    }

    static func areq(_ number: String, serverURL: String, changes: [String: String?] = [:]) -> [String: String] {
        var elements = [
            "messageType": "AReq", "messageVersion": "2.2.0", "messageCategory": "01", "deviceChannel": "02",
            "threeDSServerTransID": transaction, "threeDSServerURL": serverURL, "threeDSRequestorChallengeInd": "01",
            "acctNumber": number, "cardExpiryDate": "3412", "purchaseAmount": "2000", "purchaseCurrency": "978",
            "purchaseExponent": "2", "merchantName": "Cups & more", "notificationURL": notificationURL,
        ]
        for (name, value) in changes { elements[name] = value }
        return elements
    }

    func authenticate(_ number: String, changes: [String: String?] = [:]) async throws -> TestSandbox.Answer {
        let body = try JSON.encode(Self.areq(number, serverURL: serverURL, changes: changes))
        return try await sandbox.send(.POST, "/acs/areq", String(decoding: body, as: UTF8.self))
    }

    /// Opens a challenge, and the browser at it.
    func challenge(_ number: String) async throws -> Visit {
        let ares = try await authenticate(number).json(Answer.self)
        let creq = try JSON.encode([
            "messageType": "CReq", "messageVersion": "2.2.0", "threeDSServerTransID": ares.threeDSServerTransID ?? "",
            "acsTransID": ares.acsTransID ?? "", "challengeWindowSize": "05",
        ])
        let form = "creq=\(Base64URL.encode(creq))&threeDSSessionData=c2Vzc2lvbg"
        let answer = try await sandbox.post("/acs/challenge", form)
        return Visit(sandbox: sandbox, ares: ares, path: answer.headers.first(name: "location") ?? "")
    }

    /// A browser at the issuer's page.
    struct Visit: Sendable {
        let sandbox: TestSandbox
        let ares: Answer
        let path: String

        func look() async throws -> String { try await sandbox.send(.GET, path).text }

        /// Presses a button, and answers the page after it.
        @discardableResult
        func press(_ answer: String, code: String = "") async throws -> String {
            let answer = try await sandbox.post(path, "answer=\(answer)&code=\(code)")
            return try await sandbox.send(.GET, answer.headers.first(name: "location") ?? "").text
        }

        /// The `transStatus` that the page takes back, nil while the question is open.
        static func returned(_ page: String) throws -> String? {
            struct CRes: Decodable {
                let messageType: String
                let acsTransID: String
                let transStatus: String
                let challengeCompletionInd: String
            }
            guard let encoded = page.firstMatch(of: /name="cres" value="([\w-]+)"/)?.1,
                let bytes = Base64URL.decode(encoded)
            else { return nil }
            return try JSONDecoder().decode(CRes.self, from: Data(bytes)).transStatus
        }
    }
}

extension TestSandbox {
    func post(_ path: String, _ form: String) async throws -> Answer {
        try await send(.POST, path, form, headers: ["Content-Type": "application/x-www-form-urlencoded"])
    }
}
