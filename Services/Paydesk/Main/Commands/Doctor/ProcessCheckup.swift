import Foundation
import HTTPKit
import NIOCore

/// Where a process answers questions about its health.
struct ProcessAddress: Sendable, Equatable {
    var name: String
    var url: String

    init(name: String, url: String) {
        self.name = name
        self.url = url
    }

    /// `vault=http://127.0.0.1:9082`.
    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, let url = URL(string: parts[1]), url.host() != nil,
            ["http", "https"].contains(url.scheme)
        else { return nil }
        self.init(name: parts[0], url: parts[1].hasSuffix("/") ? String(parts[1].dropLast()) : parts[1])
    }

    /// Those that were named; else those on the ports; else those of the running stack.
    static func all(given: [String], portBase: Int?, running: RunFile?) -> [ProcessAddress] {
        if !given.isEmpty { return given.compactMap { ProcessAddress($0) } }
        if let portBase {
            return ServicePlans.all(portBase: portBase, state: StateFolder(".")).map {
                ProcessAddress(name: $0.name, url: "http://127.0.0.1:\($0.internalPort)")
            }
        }
        return (running?.processes ?? [:]).map {
            ProcessAddress(name: $0.key, url: "http://127.0.0.1:\($0.value.internalPort)")
        }.sorted { $0.name < $1.name }
    }
}

/// Whether each process is there and can work.
struct ProcessCheckup: Sendable {
    let addresses: [ProcessAddress]

    func findings() async throws -> [Finding] {
        guard !addresses.isEmpty else {
            return [
                .warn(
                    "processes",
                    "Not looked at: it is not known where they are.",
                    "Give --state of a running stack, --port-base, or --process NAME=URL for each."
                )
            ]
        }
        return try await HealthProbe.using { probe in
            var findings: [Finding] = []
            for address in addresses {
                do {
                    let answer = try await probe.get(address.url + "/health/ready", within: .seconds(3))
                    findings.append(Self.finding(address, status: answer.status, body: answer.body))
                } catch {
                    findings.append(Self.silent(address, HealthProbe.reason(error)))
                }
            }
            return findings
        }
    }

    static func silent(_ address: ProcessAddress, _ reason: String) -> Finding {
        .fail(
            address.name,
            "\(address.url) gives no answer (\(reason)).",
            "Start it, and see the end of its log. Until then everything that needs it stands still."
        )
    }

    /// What the status and the body of `/health/ready` say.
    static func finding(_ address: ProcessAddress, status: UInt, body: String) -> Finding {
        // An answer in other words is judged by its status alone.
        let report = try? JSONDecoder().decode(Report.self, from: Data(body.utf8))
        let missing = (report?.checks ?? [:]).filter { !$0.value }.keys.sorted().joined(separator: ", ")
        guard status == 200 else {
            return .fail(
                address.name,
                "Runs, and is not ready\(missing.isEmpty ? " (HTTP \(status))" : ": it misses \(missing)").",
                "See its log; it gets ready by itself as soon as it has what it misses."
            )
        }
        guard missing.isEmpty else {
            return .warn(
                address.name,
                "Works, but cannot reach \(missing).",
                "See whether that process runs, and whether the address in the settings is right."
            )
        }
        return .ok(address.name, "Ready at \(address.url).")
    }

    private struct Report: Decodable {
        var checks: [String: Bool]
    }
}
