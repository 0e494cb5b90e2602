import Foundation
import Postgres
import TestSupport
import Testing

@testable import paydesk

@Suite struct CheckupTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var finding: Finding
        var level: Finding.Level

        init(_ name: String, _ finding: Finding, _ level: Finding.Level) {
            testDescription = name
            self.finding = finding
            self.level = level
        }
    }

    static let cases = [
        Case("all durable", ServerChecks.durability(fsync: true, fullPageWrites: true, synchronousCommit: true), .ok),
        Case("no fsync", ServerChecks.durability(fsync: false, fullPageWrites: true, synchronousCommit: true), .fail),
        Case(
            "asynchronous",
            ServerChecks.durability(fsync: true, fullPageWrites: true, synchronousCommit: false),
            .fail
        ),
        Case("connections", ServerChecks.connections(used: 79, most: 100), .ok),
        Case("few connections left", ServerChecks.connections(used: 80, most: 100), .warn),
        Case("clock", ServerChecks.clock(skew: 0.9), .ok),
        Case("clock is off", ServerChecks.clock(skew: 1), .warn),
        Case("clock is far off", ServerChecks.clock(skew: 30), .fail),
        Case("short transaction", ServerChecks.transactions(oldest: 59, process: 7, name: "psql"), .ok),
        Case("long transaction", ServerChecks.transactions(oldest: 60, process: 7, name: "psql"), .warn),
        Case("same versions", SchemaChecks.versions(found: ["a": 2], needed: ["a": 2]), .ok),
        Case("old schema", SchemaChecks.versions(found: ["a": 1], needed: ["a": 2]), .fail),
        Case("no schema", SchemaChecks.versions(found: [:], needed: ["a": 2]), .fail),
        Case("newer schema", SchemaChecks.versions(found: ["a": 3], needed: ["a": 2]), .fail),
        Case("no open payment", TrafficChecks.payments(open: 0, oldest: 0, session: nil, acquirers: []), .ok),
        Case("being sent", TrafficChecks.payments(open: 1, oldest: 29, session: "cs", acquirers: ["a"]), .ok),
        Case("unknown", TrafficChecks.payments(open: 1, oldest: 30, session: "cs", acquirers: ["a"]), .warn),
        Case("long unknown", TrafficChecks.payments(open: 2, oldest: 600, session: "cs", acquirers: ["a"]), .fail),
        Case("refund on its way", TrafficChecks.refunds(open: 1, oldest: 59), .ok),
        Case("slow refund", TrafficChecks.refunds(open: 1, oldest: 60), .warn),
        Case("lost refund", TrafficChecks.refunds(open: 1, oldest: 1800), .fail),
        Case("just expired", TrafficChecks.expiry(overdue: 9, oldest: 59), .ok),
        Case("not expired", TrafficChecks.expiry(overdue: 1, oldest: 60), .warn),
        Case("never expired", TrafficChecks.expiry(overdue: 1, oldest: 600), .fail),
        Case("being sent on", TrafficChecks.backlog(waiting: 100, oldest: 29), .ok),
        Case("backlog", TrafficChecks.backlog(waiting: 1, oldest: 30), .warn),
        Case("nobody sends", TrafficChecks.backlog(waiting: 1, oldest: 300), .fail),
        Case("endpoint refuses", TrafficChecks.endpoints(troubled: ["https://a"]), .warn),
        Case("learning", TrafficChecks.learning(behind: 59), .ok),
        Case("not learning", TrafficChecks.learning(behind: 60), .warn),
        Case("no partition", TrafficChecks.partitions(isTomorrowThere: false, hasStrays: false), .warn),
        Case("strays", TrafficChecks.partitions(isTomorrowThere: true, hasStrays: true), .warn),
        Case("room", MachineCheckup.disk(free: 3e9, all: 1e11, path: "/x"), .ok),
        Case("little room", MachineCheckup.disk(free: 1e9, all: 1e11, path: "/x"), .warn),
        Case("no room", MachineCheckup.disk(free: 2e8, all: 1e11, path: "/x"), .fail),
        Case("open secret", MachineCheckup.secrets(open: ["/x/a"], folder: "/x"), .fail),
        Case("silent process", ProcessCheckup.silent(vault, "no connection"), .fail),
        Case("ready", health(200, #"{"status":"ready","checks":{"postgres":true}}"#), .ok),
        Case("degraded", health(200, #"{"status":"degraded","checks":{"postgres":true,"vault":false}}"#), .warn),
        Case("unavailable", health(503, #"{"status":"unavailable","checks":{"postgres":false}}"#), .fail),
        Case("something else", health(404, "not found"), .fail),
    ]

    private static let vault = ProcessAddress(name: "vault", url: "http://127.0.0.1:9082")

    private static func health(_ status: UInt, _ body: String) -> Finding {
        ProcessCheckup.finding(vault, status: status, body: body)
    }

    @Test(arguments: cases)
    func `what is wrong is told apart from what is not, and comes with what to do`(_ row: Case) {
        #expect(row.finding.level == row.level)
        #expect((row.finding.action == nil) == (row.level == .ok))
    }

    @Test func `a fresh database is in order`() async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            let owner = database.owner
            #expect(try await SchemaChecks(database: owner).versions().level == .ok)
            #expect(try await SchemaChecks(database: owner).rights().level == .ok)
            let traffic = TrafficChecks(database: owner)
            let findings = [
                try await traffic.payments(), try await traffic.refunds(), try await traffic.expiry(now: Date()),
                try await traffic.backlog(),
                try await traffic.endpoints(), try await traffic.learning(), try await traffic.partitions(),
                try await ServerChecks.clock(owner),
            ]
            #expect(findings.filter { $0.level != .ok } == [])
            // The tests' server may be faster than safe, and busy with other tests: only that it can be asked counts.
            #expect(try await ServerChecks(database: owner).findings().count == 4)
        }
    }

    @Test(arguments: [
        ("GRANT SELECT ON vault.cards TO session_api; GRANT USAGE ON SCHEMA vault TO session_api", "session_api"),
        ("REVOKE ALL ON ALL TABLES IN SCHEMA fraud FROM fraud_scorer", "fraud_scorer"),
        ("GRANT CREATE ON SCHEMA checkout TO webhook_sender", "webhook_sender"),
        ("GRANT UPDATE (name) ON checkout.merchants TO PUBLIC", "fraud_scorer"),
    ])
    func `a role that may do too much or too little is named`(_ change: String, _ role: String) async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            try await database.owner.simple(change)
            let finding = try await SchemaChecks(database: database.owner).rights()
            #expect(finding.level == .fail)
            #expect(finding.found.contains(role) || change.contains("PUBLIC"))
        }
    }

    @Test func `sessions past their time, and events that nobody sends, are counted`() async throws {
        try await TestPostgres.withDatabase(migrations: Schemas.migrations) { database in
            try await database.owner.simple(Self.neglected)
            let traffic = TrafficChecks(database: database.owner)
            let expiry = try await traffic.expiry(now: Date())
            #expect(expiry.level == .fail && expiry.found.hasPrefix("1 session is open past"))
            let backlog = try await traffic.backlog()
            #expect(backlog.level == .fail && backlog.found.contains("1 delivery is due"))
            let learning = try await traffic.learning()
            #expect(learning.level == .warn)
        }
    }

    /// A session that ended an hour ago and is still open, and a message of that time.
    private static let neglected = """
        INSERT INTO checkout.merchants (id, created_at, name) VALUES ('acct_1', clock_timestamp(), 'Shop');
        INSERT INTO checkout.sessions (
            id, amount_total, created_at, expires_at, livemode, currency, merchant, success_url, line_items, api_version
        )
        VALUES (
            'cs_test_1', 100, clock_timestamp() - interval '2 hours', clock_timestamp() - interval '1 hour', false, 'eur',
            'acct_1', 'https://shop.example', '[]', '2025-01-01'
        );
        INSERT INTO messages.messages (id, merchant, livemode, sequence, type, data, created_at, written_at)
        VALUES (
            messages.uuid_floor(clock_timestamp()), 'acct_1', false, 1, 'charge.succeeded', '{}', clock_timestamp(),
            clock_timestamp() - interval '1 hour'
        );
        INSERT INTO messages.outbox (message) SELECT id FROM messages.messages;
        """

    @Test func `a checkup's text names what is wrong, with what to do below it`() {
        let text = Checkup([.ok("postgres", "PostgreSQL 15.18."), Self.health(503, "{}")]).text()
        #expect(
            text == """
                ok    postgres  PostgreSQL 15.18.
                fail  vault     Runs, and is not ready (HTTP 503).
                                → See its log; it gets ready by itself as soon as it has what it
                                  misses.

                1 ok, 0 to look after, 1 failed.
                """
        )
    }

    @Test(arguments: [(0o600, Finding.Level.ok), (0o640, .fail), (0o604, .fail)])
    func `a secret that others may read is found`(_ mode: Int, _ level: Finding.Level) throws {
        let folder = StateFolder(FileManager.default.temporaryDirectory.path() + "/paydesk-\(UUID().uuidString)")
        try folder.create()
        // In a temporary folder: no harm if it stays.
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let file = folder.secrets + "/key"
        #expect(FileManager.default.createFile(atPath: file, contents: Data(), attributes: [.posixPermissions: mode]))
        let finding = MachineCheckup(state: folder).findings().first { $0.check == "secrets" }
        #expect(finding?.level == level)
    }

    @Test func `the worst finding is the checkup's`() {
        #expect(Checkup([.ok("a", "")]).status == .ok)
        #expect(Checkup([.ok("a", ""), .warn("b", "", "")]).status == .warn)
        #expect(Checkup([.fail("a", "", ""), .warn("b", "", "")]).status == .fail)
    }

    @Test(arguments: [
        ("vault=http://10.0.0.7:9082", "vault", "http://10.0.0.7:9082"),
        ("vault=http://vault:9082/", "vault", "http://vault:9082"),
    ])
    func `a process is found where one says`(_ text: String, _ name: String, _ url: String) {
        #expect(ProcessAddress(text) == ProcessAddress(name: name, url: url))
    }

    @Test(arguments: ["vault", "=http://a", "vault=", "vault=ftp://a", "vault=127.0.0.1:9082"])
    func `what names no address is refused`(_ text: String) {
        #expect(ProcessAddress(text) == nil)
    }

    @Test func `six processes are known by the first port`() {
        let all = ProcessAddress.all(given: [], portBase: 8080, running: nil)
        #expect(all.count == 6)
        #expect(all.contains(ProcessAddress(name: "vault", url: "http://127.0.0.1:9082")))
    }
}
