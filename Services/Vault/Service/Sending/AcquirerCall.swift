import AsyncHTTPClient
import Foundation
import HTTPKit
import NIOCore
import NIOHTTP1
import NIOPosix
import Secrets
import ServiceLifecycle

/// One HTTP call to an acquirer or a directory server, and the one question that matters afterwards: whether it can have acted.
struct AcquirerCall: Sendable {
    enum Outcome: Sendable {
        /// A JSON object, whatever the status.
        case answered(status: Int, JSONTree)
        /// The body never left: no connection, no name, no room.
        case notSent(String)
        /// Anything else: the body was sent, and no readable answer came.
        case unknown(String)
    }

    let httpClient: HTTPClient
    /// From the start to the last byte of the answer.
    let timeout: Duration
    /// The same for a directory server: a customer waits for it, and there is a way on without it.
    var authenticationTimeout: Duration = .seconds(10)
    /// How long a call may go on after the process was told to stop (design §3: 8 s).
    let shutdownGrace: Duration

    func perform(
        _ operation: AcquirerOperation,
        at acquirer: Acquirer,
        idempotencyKey: String,
        requestID: String,
        body: WipedBody
    ) async -> Outcome {
        var request = HTTPClientRequest(url: acquirer.url(of: operation))
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        for (name, value) in CurrentRequest.headers where name != "X-Request-Id" {
            request.headers.add(name: name, value: value)
        }
        request.headers.add(name: "X-Request-Id", value: requestID)
        if operation.sendsIdempotencyKey { request.headers.add(name: "Idempotency-Key", value: idempotencyKey) }
        acquirer.credential?.withValue { request.headers.add(name: "Authorization", value: "Bearer \($0)") }
        request.body = .stream(body, length: .known(Int64(body.count)))
        do {
            let limit = operation.goesToDirectoryServer ? authenticationTimeout : timeout
            return try await exchange(request, within: limit)
        } catch {
            let reason = Self.reason(error)
            return body.wasFetched ? .unknown(reason) : .notSent(reason)
        }
    }

    /// The client's own deadline ends with the answer's head, so the whole exchange runs against a clock of ours.
    private func exchange(_ request: HTTPClientRequest, within timeout: Duration) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask { try await answer(to: request, within: timeout) }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw Timeout()
            }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: shutdownGrace)
                throw ShuttingDown()
            }
            // The group ends only when the call has, so that `wasFetched` is final.
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw Timeout() }
            return first
        }
    }

    private func answer(to request: HTTPClientRequest, within timeout: Duration) async throws -> Outcome {
        let response = try await httpClient.execute(request, timeout: TimeAmount(timeout))
        let status = Int(response.status.code)
        guard !(300..<400).contains(status) else { return .unknown("answered with a redirect") }
        let bytes = try await response.body.collect(upTo: Limits.answerBytes)
        defer { bytes.withUnsafeReadableBytes { wipe($0) } }
        guard let tree = try? JSONReader.read(Array(bytes.readableBytesView)), case .object = tree else {
            // What is wrong with it does not matter, and it must not be told: it may repeat the request.
            return .unknown("answered \(status) with something that is no JSON object")
        }
        return .answered(status: status, tree)
    }

    private struct Timeout: Error {}
    private struct ShuttingDown: Error {}

    /// The kind of error, without anything that an acquirer may have put into it.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case is Timeout: "no complete answer in time"
        case is ShuttingDown: "the vault was stopped"
        case is CancellationError: "the call was cancelled"
        case is NIOConnectionError: "no connection"
        case is NIOTooManyBytesError: "the answer was too large"
        case let error as HTTPClientError: error.shortDescription
        default: "\(type(of: error))"
        }
    }
}
