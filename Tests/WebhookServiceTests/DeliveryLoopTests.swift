import Bootstrap
import Foundation
import Logging
import Messages
import Payments
import Postgres
import Secrets
import ServiceLifecycle
import TestSupport
import Testing

@testable import WebhookService

@Suite(.timeLimit(.minutes(1))) struct `The sender` {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs senders, whole processes but for `main`, while `body` runs.
    private func withSenders<R: Sendable>(
        _ hooks: HookDatabase,
        count: Int = 1,
        settings: [String: String] = [:],
        _ body: @Sendable () async throws -> R
    ) async throws -> R {
        let environment = [
            "DATABASE_URL": hooks.test.url(role: "webhook_sender"), "INTERNAL_PORT": "0",
            "WEBHOOK_SECRETS_KEY": String(repeating: "03", count: 32), "WEBHOOK_RETRY_SCHEDULE": "0,0,0,0,0,0",
        ].merging(settings) { $1 }
        let servers = try (0..<count).map { _ in
            try WebhookServer(settings: Settings(environment: environment), logger: Self.quiet)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: servers, logger: Self.quiet)
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result = try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    @Test func `delivers what is committed, with a body that stays the same over all attempts`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ number, _ in .status(number < 3 ? 500 : 200) }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                let requests = try await withSenders(hooks) {
                    try await hooks.append()
                    return await receiver.first(3)
                }
                #expect(Set(requests.map(\.body)).count == 1)
                #expect(Set(requests.map { $0.header("webhook-id") }).count == 1)
                let attempts = try await hooks.test.owner.query(
                    "SELECT attempt, http_status FROM messages.attempts ORDER BY attempt"
                )
                #expect(try attempts.map { try $0.get("attempt", as: Int.self) } == [1, 2, 3])
                #expect(try attempts.map { try $0.get("http_status", as: Int.self) } == [500, 500, 200])
                #expect(try await hooks.count("ready") == 0)
                #expect(try await hooks.count("scheduled") == 0)
            }
        }
    }

    @Test func `delivers what was committed while it was away`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .status(200) }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                let messages = try await hooks.append(20)
                let requests = try await withSenders(hooks) { await receiver.first(20) }
                #expect(Set(requests.map { $0.header("webhook-id") }) == Set(messages.map { EventID.text($0.id) }))
            }
        }
    }

    @Test func `delivers to an endpoint that was down, once it is up`() async throws {
        let port = try #require(GarbageServer([])).port
        try await HookDatabase.with { hooks in
            try await hooks.addEndpoint("http://127.0.0.1:\(port)/hook")
            try await hooks.append()
            let schedule = Array(repeating: "0.2", count: 32).joined(separator: ",")
            try await withSenders(hooks, settings: ["WEBHOOK_RETRY_SCHEDULE": schedule]) {
                while try await hooks.count("attempts") == 0 { await Task.yield() }
                let requests = try await Receiver.with(port: port, { _, _ in .status(200) }) { await $0.first(1) }
                #expect(requests.count == 1)
            }
            let row = try await hooks.test.owner.one("SELECT * FROM messages.attempts ORDER BY attempt LIMIT 1")
            #expect(try row.get("error") == "connection_failed")
            #expect(try row.get("delivered") == false)
        }
    }

    @Test func `shares the work with another one, each event sent once`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .status(200) }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                let requests = try await withSenders(hooks, count: 2) {
                    for _ in 0..<10 { try await hooks.append(10) }
                    return await receiver.first(100)
                }
                #expect(Set(requests.map { $0.header("webhook-id") }).count == 100)
                #expect(try await hooks.count("attempts") == 100)
                #expect(try await hooks.test.owner.one("SELECT max(attempt) FROM messages.attempts").get(0) == 1)
            }
        }
    }

    @Test func `takes over from one that died`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .status(200) }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                try await hooks.append(3)
                #expect(try await hooks.queue().routeAll().count == 3)
                try await hooks.endLeases()
                let requests = try await withSenders(hooks) { await receiver.first(3) }
                #expect(Set(requests.map { $0.header("webhook-id") }).count == 3)
                #expect(try await hooks.test.owner.one("SELECT min(attempt) FROM messages.attempts").get(0) == 2)
            }
        }
    }

    @Test func `does not let one endpoint that hangs hold up the others`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .hang }) { hanging in
                try await Receiver.with({ _, _ in .status(200) }) { receiver in
                    try await hooks.addEndpoint(hanging.url)
                    try await hooks.addEndpoint(receiver.url)
                    let settings = [
                        "WEBHOOK_CONCURRENCY": "6", "WEBHOOK_ENDPOINT_CONCURRENCY": "3", "WEBHOOK_TIMEOUT": "2",
                    ]
                    let requests = try await withSenders(hooks, settings: settings) {
                        try await hooks.append(30)
                        return await receiver.first(30)
                    }
                    #expect(Set(requests.map { $0.header("webhook-id") }).count == 30)
                }
            }
        }
    }

    @Test func `stops sending to an endpoint that says it is gone`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .status(410) }) { receiver in
                let endpoint = try await hooks.addEndpoint(receiver.url)
                try await withSenders(hooks) {
                    try await hooks.append()
                    _ = await receiver.first(1)
                    while try await hooks.count("attempts") == 0 { await Task.yield() }
                    try await hooks.append(3)
                    while try await hooks.count("outbox") > 0 { await Task.yield() }
                }
                #expect(try await hooks.count("attempts") == 1)
                let stored = try await hooks.endpoints.find(endpoint.id, merchant: endpoint.merchant, livemode: false)
                #expect(stored?.status == .disabled)
            }
        }
    }

    @Test func `gives up what was under way to an endpoint that was deleted`() async throws {
        try await HookDatabase.with { hooks in
            let endpoint = try await hooks.addEndpoint()
            try await hooks.append()
            let first = try #require(try await hooks.queue().routeAll().first)
            let failed = Completion(delivery: first, result: AttemptResult(status: 500), retry: .zero)
            _ = try await hooks.queue().complete([failed])
            #expect(try await hooks.endpoints.delete(endpoint.id, merchant: endpoint.merchant, livemode: false))
            try await withSenders(hooks) {
                while try await hooks.count("attempts") < 2 { await Task.yield() }
            }
            let row = try await hooks.test.owner.one("SELECT * FROM messages.attempts WHERE attempt = 2")
            #expect(try row.get("error") == "endpoint_deleted")
            #expect(try row.get("next_at", as: Date?.self) == nil)
            #expect(try await hooks.count("ready") == 0)
            #expect(try await hooks.count("scheduled") == 0)
        }
    }

    @Test func `gives back at its stop what it could not finish`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .hang }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                try await hooks.append()
                let clients = PinnedClients(connectTimeout: .seconds(2), connectionsPerHost: 8)
                let loop = DeliveryLoop(
                    queue: hooks.queue(),
                    sender: DeliverySender(
                        clients: clients,
                        names: NameResolver(),
                        policy: EgressPolicy(testTargets: .loopback),
                        key: hooks.key,
                        clock: .system,
                        limits: DeliverySender.Limits()
                    ),
                    schedules: RetrySchedules(),
                    slots: .plenty,
                    listener: Listener(
                        HookDatabase.configuration(hooks.test),
                        channels: [Waker.channel],
                        logger: Self.quiet
                    ),
                    grace: .milliseconds(100),
                    randomness: .system,
                    logger: Self.quiet
                )
                let group = ServiceGroup(
                    configuration: ServiceGroupConfiguration(services: [loop], logger: Self.quiet)
                )
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    _ = await receiver.first(1)
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                }
                await clients.shutdown()
                let row = try await hooks.test.owner.one("SELECT * FROM messages.attempts")
                #expect(try row.get("error") == "interrupted")
                #expect(try await hooks.queue().promote(limit: 10) == 1)
                #expect(try await hooks.queue().claim(slots: .plenty, from: "").count == 1)
            }
        }
    }

    @Test func `goes on after Postgres was away`() async throws {
        try await HookDatabase.with { hooks in
            try await Receiver.with({ _, _ in .status(200) }) { receiver in
                try await hooks.addEndpoint(receiver.url)
                let requests = try await withSenders(hooks) {
                    try await hooks.append()
                    let first = await receiver.first(1)
                    try await hooks.test.killConnections()
                    try await hooks.appendWhenPossible()
                    return first + (await receiver.first(1))
                }
                #expect(Set(requests.map { $0.header("webhook-id") }).count == 2)
            }
        }
    }
}

extension HookDatabase {
    /// Appends one message although connections were just killed.
    fileprivate func appendWhenPossible() async throws {
        while true {
            do {
                try await append()
                return
            } catch is PostgresError {
                await Task.yield()
            }
        }
    }
}

extension Receiver {
    /// The next requests, as many as are asked for.
    fileprivate func first(_ count: Int) async -> [Delivery] {
        var received: [Delivery] = []
        for await delivery in deliveries {
            received.append(delivery)
            if received.count == count { break }
        }
        return received
    }
}
