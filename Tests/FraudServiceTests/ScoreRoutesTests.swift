import Foundation
import FraudClient
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Postgres
import Secrets
import TestSupport
import Testing

@testable import FraudService

@Suite struct ScoreRoutesTests {
    private static let request = ScoreRequest(
        session: "cs_test_1",
        attempt: "pa_1",
        merchant: "acct_1",
        livemode: false,
        amount: 2000,
        currency: "eur",
        card: .init(
            fingerprint: "fp",
            networkFingerprint: "net",
            bin: "410000",
            last4: "0019",
            brand: "visa",
            funding: "credit"
        ),
        ip: "203.0.113.7",
        emailHash: "aa",
        userAgent: "Mozilla/5.0",
        acceptLanguage: "de",
        at: 1_767_616_496_000
    )

    private func post(
        _ request: ScoreRequest,
        credential: String = "secret",
        score: @escaping @Sendable (Payment) async throws -> Verdict
    ) async throws -> TestResponse {
        let router = FraudServer.makeRouter(
            CallerCredentials([.sessionAPI: SecretString("secret"), .hostedPage: SecretString("other")]),
            score
        )
        return try await Application(router: router).test(.router) { client in
            try await client.execute(
                uri: "/internal/score",
                method: .post,
                headers: [.authorization: "Bearer \(credential)"],
                body: ByteBuffer(bytes: try JSON.encode(request))
            )
        }
    }

    private static func allow(_ payment: Payment) -> Verdict {
        RuleBook.standard.judge(FeatureVector(payment, Counts()), bindsAll: false)
    }

    @Test func `the blocked test card is blocked, with the reason that a charge shows`() async throws {
        let answer = try await post(Self.request, score: { Self.allow($0) })
        #expect(answer.status == .ok)
        let response = try JSON.decode(ScoreResponse.self, from: Data(answer.body.readableBytesView))
        #expect(response.decision == .block)
        #expect(response.score == 100)
        #expect(response.enforced)
        #expect(response.reasons.first?.code == "highest_risk_level")
    }

    @Test(arguments: [("wrong", HTTPResponse.Status.unauthorized), ("other", .forbidden)])
    func `only session-api gets a score`(_ credential: String, _ status: HTTPResponse.Status) async throws {
        let answer = try await post(Self.request, credential: credential, score: { Self.allow($0) })
        #expect(answer.status == status)
    }

    @Test func `a request that makes no sense is refused by name`() async throws {
        var request = Self.request
        request.currency = "xxx"
        #expect(try await post(request, score: { Self.allow($0) }).status == .badRequest)
        request = Self.request
        request.attempt = ""
        let answer = try await post(request, score: { Self.allow($0) })
        #expect(answer.status == .badRequest)
        #expect(String(buffer: answer.body).contains("\"param\":\"attempt\""))
    }

    @Test func `without Postgres the answer is a 503, and the blocked card is blocked all the same`() async throws {
        let database = Database(
            PostgresConfiguration(
                url: "postgresql://fraud_scorer@127.0.0.1:1/none",
                applicationName: "test",
                minimumConnections: 0,
                acquireTimeout: .milliseconds(40)
            ),
            logger: .init(label: "test")
        )
        let scorer = Scorer(store: FraudStore(database: database), rules: .standard, isEnforcedInTest: false)
        var ordinary = Self.request
        ordinary.card.bin = "424242"
        #expect(try await post(ordinary, score: scorer.verdict).status == .serviceUnavailable)
        let blocked = try await post(Self.request, score: scorer.verdict)
        #expect(try JSON.decode(ScoreResponse.self, from: Data(blocked.body.readableBytesView)).decision == .block)
        await database.close()
    }

    @Test(arguments: [(false, false), (true, true)])
    func `in test mode velocity decides only where enforcement was asked for`(
        _ enforced: Bool,
        _ blocks: Bool
    ) async throws {
        try await TestPostgres.withDatabase(migrations: FraudMigrations.all) { database in
            let store = FraudStore(database: database.database(role: "fraud_scorer"))
            let scorer = Scorer(store: store, rules: .standard, isEnforcedInTest: enforced)
            var last: Verdict?
            for number in 0..<20 {
                last = try await scorer.verdict(
                    on: try Sample.payment(
                        attempt: "pa_\(number)",
                        session: "cs_\(number)",
                        card: "\(number)",
                        email: "\(number)"
                    )
                )
            }
            let verdict = try #require(last)
            #expect((verdict.decision == .block) == blocks)
            #expect(verdict.computedDecision == .block)
            #expect(verdict.isEnforced == blocks)
            #expect(verdict.reasons.contains { $0.code == "address_cards_10m" })
        }
    }
}
