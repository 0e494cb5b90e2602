import Foundation
import Logging
import NIOHTTP1
import Payments
import Synchronization
import Testing

@testable import SandboxService

/// Card numbers end with the call.
@Suite struct SecrecyTests {
    /// Keeps every line that is logged, down to trace.
    private final class Lines: LogHandler, Sendable {
        private let kept = Mutex<[String]>([])
        var text: String { kept.withLock { $0.joined(separator: "\n") } }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set { kept.withLock { $0.append("\(key)=\(newValue.map { "\($0)" } ?? "")") } }
        }
        var metadata: Logger.Metadata {
            get { [:] }
            set { kept.withLock { $0.append("\(newValue)") } }
        }
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }

        func log(event: LogEvent) {
            kept.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }

    @Test func `no card number is in a log, an answer or a file, whatever goes wrong`() async throws {
        let lines = Lines()
        let number = "4242424242424242"
        try await TestSandbox.run(logger: Logger(label: "test") { _ in lines }) { sandbox in
            var answers = [try await sandbox.authorize("ok", number: number)]
            for fault in ["error_500", "garbage", "duplicate"] {
                _ = try await sandbox.program("{\"kind\":\"\(fault)\"}")
                answers.append(try await sandbox.authorize(fault, number: number))
            }
            _ = try await sandbox.program(#"{"kind":"drop_reply"}"#)
            await #expect(throws: (any Error).self) { try await sandbox.authorize("cut", number: number) }
            let key = ["Idempotency-Key": "k"]
            for body in [
                "{\"card\":{\"number\":\"\(number)\"", "{\"amount\":\"\(number)\"}", "\(number)",
                "{\"amount\":1,\"currency\":\"\(number)\",\"card\":{\"number\":\"\(number)\"}}",
                "{\"amount\":1,\"currency\":\"eur\",\"card\":{\"number\":\"\(number)x\"}}",
                "{\"amount\":1,\"currency\":\"eur\",\"merchant\":\"\(number)\",\"card\":{\"number\":\"\(number)\"}}",
            ] {
                answers.append(try await sandbox.send(.POST, "/acquirer/authorize", body, headers: key))
            }
            #expect(answers.map(\.status) == [200, 500, 200, 200, 400, 400, 400, 400, 400, 400])
            for answer in answers { #expect(!answer.text.contains(number)) }
            for file in ["ledger", "orders"] { #expect(!sandbox.folder.contents(file).contains(number)) }
        }
        #expect(!lines.text.isEmpty)
        #expect(!lines.text.contains(number))
    }
}
