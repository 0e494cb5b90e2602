import AsyncHTTPClient
import Foundation
import HTTPKit
import Logging
import NIOCore
import NIOHTTP1
import Secrets

/// Sends one RReq and reads the RRes.
struct ResultSender: Sendable {
    let client: HTTPClient
    /// What shows that we are a directory server; nil when nobody gave us any.
    let credential: SecretString?
    /// The origin of the merchants' 3-D Secure server that the credential is for.
    ///
    /// Other addresses that an AReq may name get results too, but not the credential.
    let trustedOrigin: String
    let logger: Logger

    private static let timeout: TimeAmount = .seconds(3)

    /// - Returns: whether it needs no repeating: acknowledged, or sent with a wrong credential on purpose.
    func send(_ challenge: Challenge, _ report: ResultReport) async -> Bool {
        do {
            let status = try await post(challenge, report)
            if status == nil || !report.isGenuine { return true }
            note("answered \(status ?? 0)", challenge)
        } catch {
            note("\(type(of: error))", challenge)
        }
        return !report.isGenuine
    }

    /// - Returns: nil for an RRes, the status of any other answer.
    private func post(_ challenge: Challenge, _ report: ResultReport) async throws -> UInt? {
        var request = HTTPClientRequest(url: challenge.serverURL)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json; charset=utf-8")
        request.headers.add(name: "accept", value: "application/json")
        if !report.isGenuine {
            request.headers.add(name: "authorization", value: "Bearer not-a-directory-server")
        } else if Self.origin(challenge.serverURL) == trustedOrigin {
            credential?.withValue { request.headers.add(name: "authorization", value: "Bearer " + $0) }
        }
        request.body = .bytes(ByteBuffer(bytes: try JSON.encode(RReqBody(challenge, report.outcome))))
        let response = try await client.execute(request, timeout: Self.timeout)
        let body = try await response.body.collect(upTo: 1 << 16)
        guard response.status == .ok else { return response.status.code }
        let answer = try JSON.decode(RResBody.self, from: Data(body.readableBytesView))
        return answer.messageType == "RRes" && answer.acsTransID.lowercased() == challenge.id
            ? nil : response.status.code
    }

    private func note(_ reason: String, _ challenge: Challenge) {
        logger.warning(
            "No RRes to a result",
            metadata: [
                "reason": .string(reason), "acs_trans_id": .string(challenge.id),
                "three_ds_server": .string(Self.origin(challenge.serverURL) ?? ""),
            ]
        )
    }

    /// Scheme, host and port, with the port always there.
    static func origin(_ text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme, let host = url.host(percentEncoded: true) else {
            return nil
        }
        return "\(scheme)://\(host):\(url.port ?? (scheme == "https" ? 443 : 80))"
    }
}
