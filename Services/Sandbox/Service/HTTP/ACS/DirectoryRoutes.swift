import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Metrics
import NIOCore
import Payments

/// The directory server and, behind it, the issuers of all test cards: `POST /acs/areq`.
///
/// The card's number lives as long as the call: what the issuer must know later, its proof, is computed here.
struct DirectoryRoutes: Sendable {
    let challenges: Challenges
    let key: ProofKey
    /// The issuer's page, as browsers reach it: `http://localhost:8090/acs/challenge`.
    let pageURL: String
    let clock: WallClock
    let randomness: Randomness
    /// How late the slowest of issuers is; nobody should wait for more than ten seconds.
    var stall: Duration = .seconds(12)

    func add(to router: Router<PaydeskContext>) {
        router.post("/acs/areq", use: authenticate)
    }

    @Sendable private func authenticate(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let body: AReqBody
        do {
            body = try await request.decodedJSON()
        } catch is DecodingError {
            return try Response(encoding: ErroBody(.notRecognized, version: nil, transaction: nil))
        }
        do {
            return try await answer(try body.request(), Connection(context))
        } catch let fault as ProtocolFault {
            return try refuse(body, fault)
        }
    }

    private func answer(_ request: AuthenticationRequest, _ connection: Connection) async throws -> Response {
        guard request.card.passesLuhn else {
            return try frictionless(request, AuthenticationOutcome(.unavailable, reason: .noCardRecord))
        }
        switch request.card.authentication.decided(isChallengeMandated: request.isChallengeMandated) {
        case .trusts: return try frictionless(request, AuthenticationOutcome(.authenticated))
        case .answers(let status, let reason):
            return try frictionless(request, AuthenticationOutcome(status, reason: reason))
        case .asks(let question): return try await challenge(request, question)
        case .fails(let fault): return try await fail(request, fault, connection)
        }
    }

    // MARK: - Sound answers

    private func frictionless(_ request: AuthenticationRequest, _ outcome: AuthenticationOutcome) throws -> Response {
        try respond(answer(request, makeIDs(for: request), outcome))
    }

    private func challenge(_ request: AuthenticationRequest, _ question: Question) async throws -> Response {
        let ids = makeIDs(for: request)
        let challenge = Challenge(
            ids: ids,
            serverURL: request.serverURL,
            notificationURL: request.notificationURL,
            merchant: request.merchant,
            money: request.money,
            brand: request.card.brand,
            last4: request.card.last4,
            question: question,
            cavv: key.cavv(request.card, transaction: ids.ds, request.money),
            opened: clock.now
        )
        let isOpen = try await challenges.open(challenge)
        return try respond(answer(request, ids, AuthenticationOutcome(isOpen ? .challenge : .unavailable)))
    }

    private func makeIDs(for request: AuthenticationRequest) -> AuthenticationIDs {
        AuthenticationIDs(
            version: request.version,
            server: request.serverTransID,
            ds: randomness.uuidV7(at: clock.now).text,
            acs: randomness.uuidV7(at: clock.now).text
        )
    }

    private func answer(
        _ request: AuthenticationRequest,
        _ ids: AuthenticationIDs,
        _ outcome: AuthenticationOutcome
    ) -> AResBody {
        AResBody(
            ids,
            outcome,
            brand: request.card.brand,
            cavv: key.cavv(request.card, transaction: ids.ds, request.money),
            acsURL: pageURL
        )
    }

    private func respond(_ answer: AResBody) throws -> Response {
        count(answer.transStatus.rawValue)
        return try Response(encoding: answer)
    }

    // MARK: - Faults

    private func fail(
        _ request: AuthenticationRequest,
        _ fault: DirectoryFault,
        _ connection: Connection
    ) async throws -> Response {
        let ids = makeIDs(for: request)
        var authenticated = answer(request, ids, AuthenticationOutcome(.authenticated))
        switch fault {
        case .error: throw ProtocolFault.transient
        case .stall: await Connection.wait(stall)
        case .reset:
            count("reset")
            return await connection.cut()
        case .garbage:
            count("garbage")
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: FaultInjector.garbage)))
        case .foreignIDs: authenticated.threeDSServerTransID = randomness.uuidV7(at: clock.now).text
        case .missingProof: authenticated.authenticationValue = nil
        case .missingAddress:
            var challenge = answer(request, ids, AuthenticationOutcome(.challenge))
            challenge.acsURL = nil
            return try respond(challenge)
        }
        return try respond(authenticated)
    }

    /// An Erro travels with 200, as the standard has it.
    private func refuse(_ body: AReqBody, _ fault: ProtocolFault) throws -> Response {
        count("error")
        let transaction = body.threeDSServerTransID.flatMap(UUID.init(uuidString:))?.text
        let version = body.messageVersion.flatMap { $0.utf8.count <= 8 ? $0 : nil }
        return try Response(encoding: ErroBody(fault, version: version, transaction: transaction))
    }

    private func count(_ answer: String) {
        Counter(label: "paydesk_sandbox_authentications_total", dimensions: [("answer", answer)]).increment()
    }
}
