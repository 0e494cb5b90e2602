import Foundation
import Messages
import Payments
import Postgres
import TestSupport
import Testing

@testable import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `A completed delivery` {
    private func completion(_ delivery: Delivery, _ result: AttemptResult, retry: Duration? = nil) -> Completion {
        Completion(delivery: delivery, result: result, retry: retry)
    }

    private let delivered = AttemptResult(status: 200, duration: .milliseconds(12), response: "thanks")

    @Test func `becomes history and is gone from the queue`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint()
            try await hooks.append()
            let delivery = try #require(try await hooks.queue().routeAll().first)
            #expect(try await hooks.queue().complete([completion(delivery, delivered)]) == 1)
            #expect(try await hooks.count("ready") == 0)
            #expect(try await hooks.count("scheduled") == 0)
            let row = try await hooks.test.owner.one("SELECT * FROM messages.attempts")
            #expect(try row.get("delivered", as: Bool.self))
            #expect(try row.get("http_status", as: Int.self) == 200)
            #expect(try row.get("attempt", as: Int.self) == 1)
            #expect(try row.get("duration_ms", as: Int.self) == 12)
            #expect(try row.get("response", as: String.self) == "thanks")
            #expect(try row.get("error", as: String?.self) == nil)
            #expect(try row.get("next_at", as: Date?.self) == nil)
        }
    }

    @Test func `that failed waits for its next attempt, which looks the same`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint(version: "2025-03-31.basil")
            try await hooks.append()
            let queue = hooks.queue()
            let first = try #require(try await queue.routeAll().first)
            let failure = AttemptResult(status: 500, duration: .milliseconds(1))
            #expect(try await queue.complete([completion(first, failure, retry: .seconds(30))]) == 1)
            #expect(try await queue.promote(limit: 10) == 0)
            #expect(try await queue.claim(slots: .plenty, from: "").isEmpty)
            // Another endpoint and another default version must not change what was promised.
            try await hooks.addEndpoint()

            try await hooks.makeDue()
            #expect(try await queue.promote(limit: 10) == 1)
            let second = try #require(try await queue.claim(slots: .plenty, from: "").first)
            #expect(second.attempt == 2)
            #expect(second.apiVersion == first.apiVersion)
            #expect(second.pendingWebhooks == first.pendingWebhooks)
            #expect(second.message == first.message)
            #expect(second.lease != first.lease)
        }
    }

    @Test func `changes nothing when its lease was taken over`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint()
            try await hooks.append()
            let queue = hooks.queue()
            let stale = try #require(try await queue.routeAll().first)
            #expect(try await queue.claim(slots: .plenty, from: "").isEmpty)
            try await hooks.endLeases()
            let owner = try #require(try await queue.claim(slots: .plenty, from: "").first)
            #expect(owner.attempt == 2)

            #expect(try await queue.complete([completion(stale, delivered)]) == 0)
            #expect(try await hooks.count("ready") == 1)
            #expect(try await hooks.count("attempts") == 0)
            #expect(try await queue.complete([completion(owner, delivered)]) == 1)
            #expect(try await queue.complete([completion(owner, delivered)]) == 0)
            #expect(try await hooks.count("attempts") == 1)
        }
    }

    @Test func `can be one of many of all kinds`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint()
            try await hooks.append(4)
            let queue = hooks.queue()
            let taken = try await queue.routeAll()
            let results: [(AttemptResult, Duration?)] = [
                (delivered, nil),
                (AttemptResult(failure: .timeout, duration: .seconds(10)), .seconds(5)),
                (AttemptResult(status: 302, response: "\u{FFFD}…"), .seconds(5)),
                (AttemptResult(failure: .endpointDeleted), nil),
            ]
            let completions = zip(taken, results).map { completion($0, $1.0, retry: $1.1) }
            #expect(try await queue.complete(completions) == 4)
            #expect(try await hooks.count("attempts") == 4)
            #expect(try await hooks.count("scheduled") == 2)
            #expect(try await hooks.count("ready") == 0)
        }
    }

    @Test func `with 410 ends its endpoint, and what else was under way to it`() async throws {
        try await HookDatabase.with { hooks in
            let endpoint = try await hooks.addEndpoint()
            try await hooks.append(2)
            let queue = hooks.queue()
            let taken = try await queue.routeAll()
            let gone = AttemptResult(status: 410)
            _ = try await queue.complete([
                completion(taken[0], gone), completion(taken[1], AttemptResult(status: 500), retry: .zero),
            ])
            let stored = try await hooks.endpoints.find(endpoint.id, merchant: endpoint.merchant, livemode: false)
            #expect(stored?.status == .disabled)
            try await hooks.append()
            #expect(try await queue.routeAll().isEmpty)
            #expect(try await queue.promote(limit: 10) == 1)
            let left = try #require(try await queue.claim(slots: .plenty, from: "").first)
            #expect(left.target?.isEnabled == false)
        }
    }

    @Test func `of a deleted endpoint has no target any more`() async throws {
        try await HookDatabase.with { hooks in
            let endpoint = try await hooks.addEndpoint()
            try await hooks.append()
            let queue = hooks.queue()
            let first = try #require(try await queue.routeAll().first)
            _ = try await queue.complete([completion(first, AttemptResult(status: 500), retry: .zero)])
            #expect(try await hooks.endpoints.delete(endpoint.id, merchant: endpoint.merchant, livemode: false))
            #expect(try await queue.promote(limit: 10) == 1)
            let second = try #require(try await queue.claim(slots: .plenty, from: "").first)
            #expect(second.target == nil)
            #expect(second.message != nil)
        }
    }
}
