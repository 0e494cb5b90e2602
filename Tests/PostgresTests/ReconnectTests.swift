import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReconnectTests {
    @Test func `connections that died while idle are replaced before anything is sent`() async throws {
        try await TestPostgres.withDatabase { test in
            let database = test.database(maximumConnections: 2)
            try await database.simple("CREATE TABLE notes (id bigint)")
            for id in 1...5 {
                try await test.killConnections()
                // A write: with a dead connection taken for a live one its outcome would be unknown.
                try await database.execute("INSERT INTO notes VALUES (\(id))")
            }
            #expect(try await database.one("SELECT count(*) FROM notes").get(0, as: Int.self) == 5)
        }
    }

    @Test func `a server that was stopped is missed, and used again when it is back`() async throws {
        try await TestPostgres.withServer { test in
            var configuration = test.configuration()
            configuration.acquireTimeout = .seconds(2)
            let database = test.database(configuration)
            try await database.execute("CREATE TABLE notes (id bigint)")
            try test.cluster.stop(immediately: true)
            let error = await #expect(throws: PostgresError.self) { try await database.execute("SELECT 1") }
            guard case .connectionFailed = error else {
                Issue.record("\(String(describing: error)) is not a failed connection")
                return
            }
            #expect(await database.ping() == false)
            try test.cluster.start()
            #expect(try await database.execute("INSERT INTO notes VALUES (1)") == 1)
            #expect(await database.ping())
        }
    }

    @Test func `callers that come while the server is away are served when it is back in time`() async throws {
        try await TestPostgres.withServer { test in
            var configuration = test.configuration(maximumConnections: 2)
            configuration.acquireTimeout = .seconds(20)
            let database = test.database(configuration)
            try test.cluster.stop()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...10 {
                    group.addImmediateTask { try await database.one("SELECT \(number)").get(0) }
                }
                try test.cluster.start()
                #expect(try await group.reduce(0, +) == 55)
            }
        }
    }

    @Test func `a host that refuses and a host that is silent give way to one that answers`() async throws {
        let silent = try #require(SilentHost())
        defer { silent.close() }
        try await TestPostgres.withDatabase { test in
            let name = test.url.split(separator: "/")[2].split(separator: "?")[0]
            let hosts = "/nonexistent,127.0.0.1,\(test.cluster.folder)".replacing("/", with: "%2F")
            var configuration = test.configuration()
            configuration = PostgresConfiguration(
                url: "postgresql://paydesk@/\(name)?host=\(hosts)&port=5432,\(silent.port),5432&"
                    + "target_session_attrs=read-write",
                applicationName: configuration.applicationName,
                connectTimeout: .seconds(1),
                acquireTimeout: .seconds(30)
            )
            let database = test.database(configuration)
            let answer = try await database.one("SELECT 1")
            #expect(try answer.get(0, as: Int.self) == 1)
        }
    }
}

/// A port that takes connections and never says a word, like a host that hangs.
private struct SilentHost {
    let port: UInt16
    private let descriptor: Int32

    init?() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard descriptor >= 0, found else { return nil }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() {
        _ = Glibc.close(descriptor)
    }
}
