import Foundation
import Messages
import Payments
import Postgres
import TestSupport
import Testing

@testable import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `The queue of deliveries` {
    @Test func `routes an event to each endpoint of its merchant, mode and type`() async throws {
        try await HookDatabase.with { hooks in
            let all = try await hooks.addEndpoint(version: "2025-03-31.basil")
            let some = try await hooks.addEndpoint(types: ["charge.succeeded", "payment_intent.succeeded"])
            try await hooks.addEndpoint(types: ["charge.succeeded"])
            try await hooks.addEndpoint("https://shop.example/", livemode: true)
            try await hooks.addEndpoint(merchant: "acct_0000000000000002")
            let message = try #require(try await hooks.append().first)

            let routed = try await hooks.queue().route(limit: 10, slots: .plenty, sweep: false)
            #expect(routed.messages == 1)
            #expect(Set(routed.deliveries.map(\.endpoint)) == [all.id, some.id])
            #expect(routed.deliveries.allSatisfy { $0.pendingWebhooks == 2 && $0.attempt == 1 })
            let first = try #require(routed.deliveries.first { $0.endpoint == all.id })
            #expect(first.apiVersion == "2025-03-31.basil")
            #expect(first.message?.id == message.id)
            #expect(first.message?.data == message.data)
            #expect(first.message?.createdAt == message.createdAt)
            #expect(first.target?.url == all.url)
            #expect(first.target?.secrets.count == 1)
            #expect(
                routed.deliveries.first { $0.endpoint == some.id }?.apiVersion == EventEnvelope.currentAPIVersion
            )
            #expect(try await hooks.count("outbox") == 0)
            #expect(try await hooks.queue().routeAll().isEmpty)
        }
    }

    @Test func `takes events that nobody wants off the outbox`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.append(3)
            let routed = try await hooks.queue().route(limit: 10, slots: .plenty, sweep: true)
            #expect(routed.messages == 3)
            #expect(routed.deliveries.isEmpty)
            #expect(try await hooks.count("outbox") == 0)
            #expect(try await hooks.count("ready") == 0)
        }
    }

    @Test func `finds what was written late only when it sweeps`() async throws {
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint()
            let old = Message(
                id: hooks.randomness.uuidV7(at: Date(timeIntervalSinceNow: -60)),
                merchant: HookDatabase.merchant,
                livemode: false,
                session: nil,
                sequence: 1,
                type: "charge.succeeded",
                data: "{}",
                createdAt: HookDatabase.start
            )
            try await hooks.test.owner.transaction { try await MessageLog.append([old], in: $0) }
            #expect(try await hooks.queue().route(limit: 10, slots: .plenty, sweep: false).messages == 0)
            #expect(try await hooks.queue().route(limit: 10, slots: .plenty, sweep: true).deliveries.count == 1)
        }
    }

    @Test func `leases no more than may start, and the rest is claimed as slots become free`() async throws {
        try await HookDatabase.with { hooks in
            let busy = try await hooks.addEndpoint()
            let idle = try await hooks.addEndpoint()
            try await hooks.append(10)
            var slots = EndpointSlots(total: 8, perEndpoint: 5)
            for _ in 0..<3 { slots.start(busy.id.rawValue) }

            let routed = try await hooks.queue().route(limit: 20, slots: slots, sweep: true)
            let counts = Dictionary(grouping: routed.deliveries, by: \.endpoint).mapValues(\.count)
            #expect(routed.deliveries.count == 5)
            #expect(counts[busy.id] == 2)
            #expect(counts[idle.id] == 3)
            #expect(Set(routed.overflowing) == [busy.id.rawValue, idle.id.rawValue])
            for delivery in routed.deliveries { slots.start(delivery.endpoint.rawValue) }
            #expect(try await hooks.queue().claim(slots: slots, from: "").isEmpty)

            let claimed = try await hooks.queue().claim(slots: .plenty, from: "")
            #expect(claimed.count == 15)
            #expect(claimed.allSatisfy { $0.attempt == 1 })
            #expect(Set(claimed.map(\.messageID)).union(routed.deliveries.map(\.messageID)).count == 10)
        }
    }

    @Test(arguments: ["", "we_5", "we_zzzz"])
    func `claims from every endpoint wherever it begins`(_ start: String) async throws {
        try await HookDatabase.with { hooks in
            for _ in 0..<5 { try await hooks.addEndpoint() }
            try await hooks.append(4)
            _ = try await hooks.queue().route(limit: 10, slots: EndpointSlots(total: 0, perEndpoint: 1), sweep: true)
            let claimed = try await hooks.queue().claim(slots: EndpointSlots(total: 9, perEndpoint: 1), from: start)
            #expect(Set(claimed.map(\.endpoint)).count == 5)
            #expect(claimed.count == 5)
            let rest = try await hooks.queue().claim(slots: .plenty, from: start)
            #expect(rest.count == 15)
        }
    }

    @Test func `gives each attempt to one of two senders that race`() async throws {
        try await HookDatabase.with { hooks in
            for _ in 0..<4 { try await hooks.addEndpoint() }
            try await hooks.append(60)
            let senders = (0..<4).map { _ in
                DeliveryQueue(
                    database: hooks.test.database(HookDatabase.configuration(hooks.test)),
                    lease: .seconds(15)
                )
            }
            let slots = EndpointSlots(total: 20, perEndpoint: 4)
            let taken = try await withThrowingTaskGroup(of: [Delivery].self) { group in
                for sender in senders {
                    group.addTask {
                        var own: [Delivery] = []
                        var isDone = false
                        while !isDone {
                            let routed = try await sender.route(limit: 7, slots: slots, sweep: true)
                            let claimed = try await sender.claim(slots: slots, from: "we_M")
                            own += routed.deliveries + claimed
                            isDone = routed.messages == 0 && claimed.isEmpty
                        }
                        return own
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            // A row that another one holds locked is skipped, so the last few may be left for the next look.
            let rest = try await senders[0].claim(slots: EndpointSlots(total: 500, perEndpoint: 100), from: "")
            let all = taken + rest
            #expect(all.count == 240)
            #expect(Set(all.map { "\($0.endpoint) \($0.messageID)" }).count == 240)
            #expect(all.allSatisfy { $0.attempt == 1 })
        }
    }
}
