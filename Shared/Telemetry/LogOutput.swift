import Foundation
import Logging
import Payments
import Synchronization

/// Sets up logging of a process, once: one line per event on standard error.
package enum LogOutput {
    /// How often a card number had to be masked.
    ///
    /// It has to stay 0: anything else is a bug to be hunted (PCI DSS 12.10.7).
    package static var maskedCardNumbers: Int { masked.load(ordering: .relaxed) }

    fileprivate static let masked = Atomic<Int>(0)

    /// Every logger of the process writes here from now on.
    ///
    /// `context` is what each line says of the work that it belongs to, such as the request's id.
    package static func bootstrap(
        service: String,
        level: Logger.Level,
        format: LogFormat,
        context: Logger.MetadataProvider? = nil
    ) {
        LoggingSystem.bootstrap { label in
            var handler = LineLogHandler(service: service, label: label, level: level, format: format)
            handler.metadataProvider = context
            return handler
        }
    }
}

/// Writes a line whose last treatment is the card-number scrubber, so that nothing that was put in can get around it.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let service: String
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    package init(
        service: String,
        label: String,
        level: Logger.Level,
        format: LogFormat,
        write: @escaping @Sendable (String) -> Void = { LineLogHandler.writeToStandardError($0) }
    ) {
        self.service = service
        self.label = label
        self.format = format
        self.write = write
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, new in new } }
        if let own = event.metadata { fields.merge(own) { _, new in new } }
        if let error = event.error { fields["error"] = "\(error)" }
        let line =
            switch format {
            case .json: json(event, fields)
            case .terminal: terminal(event, fields)
            }
        let scrubbed = CardNumberScan.masked(line)
        if scrubbed != line { LogOutput.masked.add(1, ordering: .relaxed) }
        write(scrubbed + "\n")
    }

    private func json(_ event: LogEvent, _ fields: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(Self.timestamp())\",\"level\":\"\(event.level)\",\"service\":"
        line += Self.quoted(service) + ",\"message\":" + Self.quoted("\(event.message)")
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += "," + Self.quoted(key) + ":" + Self.quoted("\(value)")
        }
        return line + "}"
    }

    private func terminal(_ event: LogEvent, _ fields: Logger.Metadata) -> String {
        let level = "\(event.level)".uppercased().padding(toLength: 8, withPad: " ", startingAt: 0)
        let details = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let time = Self.timestamp().dropFirst(11).dropLast(1)
        return "\(time) \(level)\(service): \(event.message)\(details.isEmpty ? "" : "  \(details)")"
            .replacing("\n", with: "\\n")
    }

    /// ISO 8601 in UTC with milliseconds.
    private static func timestamp() -> String {
        Date().formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
        )
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// One write(2) per line, so that lines of several threads do not mix.
    package static func writeToStandardError(_ line: String) {
        FileHandle.standardError.write(Data(line.utf8))
    }
}
