import Foundation
import Telemetry
import Testing

@Suite struct ProcessFiguresTests {
    private func value(_ name: String) throws -> Double {
        let line = ProcessFigures.prometheusText().split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return try #require(line.flatMap { Double($0.dropFirst(name.count + 1)) })
    }

    @Test func `a process tells its memory, its age and its open files`() throws {
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        let started = Date(timeIntervalSince1970: try value("process_start_time_seconds"))
        #expect((-1...3600).contains(Date().timeIntervalSince(started)))
        #expect(try value("process_open_fds") > 2)
        #expect(try value("process_cpu_seconds_total") >= 0)
        #expect(try value("paydesk_card_numbers_masked_total") >= 0)
    }
}
