import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite struct LogOutputTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func lines(_ format: LogFormat, _ body: (Logger) -> Void) -> [String] {
        let lines = Lines()
        body(
            Logger(label: "test") { label in
                LineLogHandler(service: "vault", label: label, level: .info, format: format) { lines.add($0) }
            }
        )
        return lines.all
    }

    @Test func `a JSON line can be parsed, whatever is in it`() throws {
        let line = try #require(
            lines(.json) { $0.error("say \"hi\"\n\u{1}", metadata: ["request.id": "req_1", "ü": "\\"]) }.first
        )
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(parsed["message"] == "say \"hi\"\n\u{1}")
        #expect(parsed["request.id"] == "req_1")
        #expect(parsed["service"] == "vault")
        #expect(line.hasSuffix("}\n"))
    }

    @Test(arguments: LogFormat.allCases)
    func `a card number does not get through, wherever it was put`(_ format: LogFormat) {
        let all = lines(format) { logger in
            logger.info("card 4242424242424242")
            logger.info("x", metadata: ["4242 4242 4242 4242": "5555-5555-5555-4444", "list": ["378282246310005"]])
        }.joined()
        for digits in ["4242424242424242", "4242 4242 4242 4242", "5555-5555-5555-4444", "378282246310005"] {
            #expect(!all.contains(digits))
        }
        #expect(all.contains("424242******4242"))
        #expect(LogOutput.maskedCardNumbers > 0)
    }

    @Test func `a line says which request it belongs to, also when its logger knows nothing of it`() {
        let lines = Lines()
        let logger = Logger(label: "test") { label in
            var handler = LineLogHandler(service: "vault", label: label, level: .info, format: .json) { lines.add($0) }
            handler.metadataProvider = Logger.MetadataProvider { ["request_id": "req_1"] }
            return handler
        }
        logger.info("x", metadata: ["own": "1"])
        #expect(lines.all.first?.contains(#""own":"1","request_id":"req_1""#) == true)
    }
}
