import AsyncHTTPClient
import Foundation
import HTTPKit
import HTTPTypes
import Messages
import NIOCore
import NIOHTTP1
import Payments
import Secrets

/// Makes one attempt to deliver an event: checks where it goes, signs, posts, reads the answer.
struct DeliverySender: Sendable {
    let clients: PinnedClients
    let names: NameResolver
    let policy: EgressPolicy
    let key: SealingKey
    let clock: WallClock
    let limits: Limits

    /// What an attempt may take.
    struct Limits: Sendable {
        /// From its beginning to the last byte of the answer that is read.
        var total: Duration = .seconds(10)
        /// For the connection, TLS included.
        var connect: Duration = .seconds(5)
        /// Of the answer's body; what is longer is cut off and the connection closed.
        var responseBytes = 4096
    }

    /// What this sender calls itself.
    static let userAgent = "Paydesk/0.1.0"

    /// Makes the attempt; whatever happens is a result.
    func send(_ delivery: Delivery) async -> AttemptResult {
        let start = ContinuousClock.now
        // An attempt is a trace of its own, in the name of the request that made the event.
        let origin = CurrentRequest.Origin(id: delivery.message?.requestID, trace: .root(.system))
        let result = await CurrentRequest.with(origin) { await attempt(delivery, deadline: start + limits.total) }
        return AttemptResult(
            status: result.status,
            failure: result.failure,
            duration: start.duration(to: .now),
            response: result.response,
            retryAfter: result.retryAfter
        )
    }

    private func attempt(_ delivery: Delivery, deadline: ContinuousClock.Instant) async -> AttemptResult {
        guard let target = delivery.target else { return AttemptResult(failure: .endpointDeleted) }
        guard target.isEnabled else { return AttemptResult(failure: .endpointDisabled) }
        guard let message = delivery.message else { return AttemptResult(failure: .messageExpired) }
        do {
            let url = try policy.check(target.url, livemode: target.livemode)
            let addresses = await names.addresses(of: url.host)
            let address = try policy.choose(from: addresses, livemode: target.livemode, attempt: delivery.attempt)
            let request = try request(url, delivery, target, message)
            return await clients.withClient(host: url.host, address: address.description) { client in
                await exchange(request, client, deadline: deadline)
            }
        } catch let refusal as EgressPolicy.Refusal {
            return AttemptResult(failure: refusal.failure)
        } catch {
            return AttemptResult(failure: .secretUnreadable)
        }
    }

    /// The signed request, its headers in an order of their own and its time that of this attempt.
    private func request(
        _ url: EndpointURL,
        _ delivery: Delivery,
        _ target: Delivery.Target,
        _ message: Message
    ) throws -> HTTPClientRequest {
        let body = EventEnvelope.body(
            of: message,
            apiVersion: delivery.apiVersion,
            pendingWebhooks: delivery.pendingWebhooks
        )
        let secrets = try target.secrets.map { secret in
            try WebhookSecret.open(secret.sealed, endpoint: delivery.endpoint, version: secret.version, with: key)
        }
        guard !secrets.isEmpty else { throw SealingKey.Failure.unreadable }
        let id = EventID.text(message.id)
        let signature = WebhookSignature(
            body: Array(body.utf8),
            timestamp: Int(clock.now.timeIntervalSince1970),
            secrets: secrets
        )
        var request = HTTPClientRequest(url: url.normalized)
        request.method = .POST
        request.headers = [
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": Self.userAgent,
            "Accept": "*/*",
            "Stripe-Signature": signature.dialect,
            "webhook-id": id,
            "webhook-timestamp": "\(signature.timestamp)",
            "webhook-signature": signature.standard(id: id),
        ]
        if let trace = CurrentRequest.trace { request.headers.add(name: "traceparent", value: trace.traceparent) }
        request.body = .bytes(ByteBuffer(string: body))
        return request
    }

    private func exchange(
        _ request: HTTPClientRequest,
        _ client: HTTPClient,
        deadline: ContinuousClock.Instant
    ) async -> AttemptResult {
        do {
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero else { return AttemptResult(failure: .timeout) }
            let response = try await client.execute(request, timeout: TimeAmount(rest))
            let body = await beginning(of: response.body, deadline: deadline)
            return AttemptResult(
                status: Int(response.status.code),
                response: body,
                retryAfter: response.headers.first(name: "Retry-After").flatMap {
                    RetryAfter.duration($0, at: clock.now)
                }
            )
        } catch {
            return AttemptResult(failure: AttemptResult.Failure(error))
        }
    }

    /// The first bytes of a body as text that may be stored and shown: what is not UTF-8 is replaced, so are NUL, which the
    /// database refuses, and digits that could be a card number.
    ///
    /// The status has decided already: a body that comes too slowly or breaks off is taken as far as it came.
    private func beginning(
        of body: HTTPClientResponse.Body,
        deadline: ContinuousClock.Instant
    ) async -> String {
        let limit = limits.responseBytes
        let bytes = await withTaskGroup(of: [UInt8]?.self) { group in
            let read = Beginning(limit: limit)
            group.addTask {
                // Where it broke off does not matter.
                try? await read.take(from: body)
                return read.bytes
            }
            group.addTask {
                // Canceled as soon as the body is there.
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? read.bytes
        }
        let text = String(decoding: bytes, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
        return CardNumberScan.masked(text)
    }
}
