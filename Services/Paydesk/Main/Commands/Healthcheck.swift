import ArgumentParser
import Foundation
import NIOCore

/// `paydesk healthcheck URL`, for containers without curl.
struct Healthcheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a process whether it is ready.",
        discussion:
            "Ends with 0 when the answer is 200, else with 1. For example: paydesk healthcheck http://127.0.0.1:9080"
    )

    @Argument(help: "The internal address of a process; /health/ready is asked when there is no path.")
    var url: String

    @Option(help: ArgumentHelp("How long to wait for the answer.", valueName: "seconds"))
    var timeout = 3

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let parsed = URL(string: url), ["http", "https"].contains(parsed.scheme), parsed.host() != nil else {
            throw ValidationError("\(url): expected a URL such as http://127.0.0.1:9080")
        }
        guard (1...600).contains(timeout) else { throw ValidationError("--timeout: expected 1 to 600 seconds") }
    }

    private struct Report: Encodable {
        var url: String
        var status: UInt?
        var ready: Bool
        var answer: String
    }

    func run() async throws {
        let target = (URL(string: url)?.path() ?? "").count > 1 ? url : url.trimmedSlash + "/health/ready"
        let report: Report
        do {
            let answer = try await HealthProbe.using { try await $0.get(target, within: .seconds(Int64(timeout))) }
            report = Report(url: target, status: answer.status, ready: answer.status == 200, answer: answer.body)
        } catch {
            report = Report(url: target, status: nil, ready: false, answer: HealthProbe.reason(error))
        }
        try output.show(report) {
            var table = Table(headline: ["url", "status", "answer"])
            table.rows.append([report.url, report.status.map { "\($0)" } ?? "-", report.answer])
            return table.text()
        }
        if !report.ready { throw ExitCode.failure }
    }
}

extension String {
    fileprivate var trimmedSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
