import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Secrets

/// `POST /3ds/rreq`, where directory servers tell how a challenge ended (EMV 3-D Secure RReq and RRes).
///
/// The credential is what makes it the bank's word: who has seen a CReq knows all ids in it.
package struct ResultRoutes: Sendable {
    /// An RReq is under 2 KiB.
    static let bodyLimit = 16 * 1024

    private let results: ChallengeResults
    private let digest: [UInt8]

    package init(_ results: ChallengeResults, credential: SecretString) {
        self.results = results
        digest = credential.withValue { SHA256Digest.of(Array($0.utf8)) }
    }

    package func add(to router: Router<PaydeskContext>) {
        router.post("/3ds/rreq", use: take)
    }

    @Sendable private func take(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        guard let bearer = request.bearer, ConstantTime.equal(SHA256Digest.of(Array(bearer.utf8)), digest) else {
            throw APIError(.unauthorized, code: "unauthorized", "This takes the credential of a directory server.")
        }
        var request = request
        let body = try await request.collectBody(upTo: Self.bodyLimit)
        do {
            let result = try ChallengeResult(rreq: Data(body.readableBytesView))
            try await results.take(result)
            return Response(json: result.receipt)
        } catch let fault as ProtocolFault {
            context.logger.warning(
                "An RReq was not taken",
                metadata: ["emv.error": "\(fault.code)", "emv.detail": "\(fault.detail)"]
            )
            return Response(status: fault.isUnknownTransaction ? .notFound : .badRequest, json: fault.json)
        }
    }
}
