import AsyncHTTPClient
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import Secrets

/// Why a call to another of our services brought no result.
package enum ServiceCallError: Error, Sendable, CustomStringConvertible {
    /// No connection: the call was surely not executed.
    case notSent(String)
    /// Sent, and no readable answer: it may or may not have been executed.
    case unknown(String)
    /// An answer that is no success.
    case answered(status: Int, code: String?, message: String)

    package var description: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason)"
        case .unknown(let reason): "outcome unknown: \(reason)"
        case .answered(let status, let code, _): "answered \(status) \(code ?? "")"
        }
    }
}

/// Calls another of our services: JSON both ways, our credential, id and trace of the request that we are answering.
package struct ServiceClient: Sendable {
    private let baseURL: String
    private let credential: SecretString
    private let httpClient: HTTPClient
    private let timeout: Duration

    /// The largest answer that is read.
    package static let answerBytes = 1024 * 1024

    /// A client of the service at `baseURL`, such as `http://127.0.0.1:9082`.
    ///
    /// The timeout runs from the start of a call to the last byte of its answer.
    package init(baseURL: String, credential: SecretString, httpClient: HTTPClient, timeout: Duration = .seconds(5)) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.credential = credential
        self.httpClient = httpClient
        self.timeout = timeout
    }

    /// The same service at another address: a vault instance that a 421 points to.
    package func at(_ baseURL: String) -> ServiceClient {
        ServiceClient(baseURL: baseURL, credential: credential, httpClient: httpClient, timeout: timeout)
    }

    package func get<Answer: Decodable>(
        _ path: String,
        as answer: Answer.Type = Answer.self,
        timeout: Duration? = nil
    ) async throws(ServiceCallError) -> Answer {
        try await call(.GET, path, body: nil, timeout: timeout)
    }

    package func post<Body: Encodable, Answer: Decodable>(
        _ path: String,
        _ body: Body,
        as answer: Answer.Type = Answer.self,
        timeout: Duration? = nil
    ) async throws(ServiceCallError) -> Answer {
        let data: Data
        do {
            data = try JSON.encode(body)
        } catch {
            throw .notSent("the request could not be encoded")
        }
        return try await call(.POST, path, body: data, timeout: timeout)
    }

    /// An answer that is no JSON.
    package struct Download: Sendable, Equatable {
        /// The type that the other side says it is.
        package let contentType: String?
        /// At most `answerBytes`.
        package let bytes: Data
    }

    /// Fetches what is no JSON, such as a picture.
    package func download(_ path: String, timeout: Duration? = nil) async throws(ServiceCallError) -> Download {
        let (status, type, bytes) = try await exchange(.GET, path, body: nil, timeout: timeout ?? self.timeout)
        guard (200..<300).contains(status) else { throw Self.failure(status, bytes) }
        return Download(contentType: type, bytes: bytes)
    }

    private func call<Answer: Decodable>(
        _ method: NIOHTTP1.HTTPMethod,
        _ path: String,
        body: Data?,
        timeout: Duration?
    ) async throws(ServiceCallError) -> Answer {
        let (status, _, bytes) = try await exchange(method, path, body: body, timeout: timeout ?? self.timeout)
        guard (200..<300).contains(status) else { throw Self.failure(status, bytes) }
        do {
            return try JSON.decode(Answer.self, from: bytes)
        } catch {
            throw .unknown("the answer could not be read")
        }
    }

    private static func failure(_ status: Int, _ bytes: Data) -> ServiceCallError {
        let error = try? JSON.decode(ErrorEnvelope.self, from: bytes).error  // no envelope: the status has to do
        return .answered(status: status, code: error?.code, message: error?.message ?? "")
    }

    private func exchange(
        _ method: NIOHTTP1.HTTPMethod,
        _ path: String,
        body: Data?,
        timeout: Duration
    ) async throws(ServiceCallError) -> (Int, String?, Data) {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = method
        credential.withValue { request.headers.add(name: "Authorization", value: "Bearer \($0)") }
        for (name, value) in CurrentRequest.headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            let answer = try await httpClient.execute(request, timeout: TimeAmount(timeout))
            let bytes = try await answer.body.collect(upTo: Self.answerBytes)
            let type = answer.headers.first(name: "Content-Type")
            return (Int(answer.status.code), type, Data(bytes.readableBytesView))
        } catch {
            throw Self.isBeforeSending(error) ? .notSent("\(type(of: error))") : .unknown("\(type(of: error))")
        }
    }

    /// Whether the error is one of making the connection, before a byte of the request was written.
    package static func isBeforeSending(_ error: any Error) -> Bool {
        if error is NIOConnectionError { return true }
        if let error = error as? IOError { return error.errnoCode == ECONNREFUSED }
        guard let error = error as? HTTPClientError else { return false }
        return [.connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .alreadyShutdown]
            .contains(error)
    }
}

private struct ErrorEnvelope: Decodable {
    struct Body: Decodable {
        let code: String?
        let message: String?
    }

    let error: Body
}
