import Foundation
import Secrets

/// A setting that is wrong, said in one line for the person who starts the process.
package struct SettingsError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// What a process is told when it starts: environment variables, and command-line flags over them.
///
/// `--public-port 8080` and `--public-port=8080` set `PUBLIC_PORT`. Any setting can also be given as a file whose
/// content is the value: `DATABASE_URL_FILE=/run/secrets/database-url`, which is how secrets are meant to come.
package struct Settings: Sendable, CustomStringConvertible {
    private let values: [String: String]

    /// - Throws: `SettingsError` for an argument that is no flag with a value.
    package init(environment: [String: String], arguments: [String] = []) throws(SettingsError) {
        var values = environment
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                throw SettingsError("\(argument): expected a flag such as --public-port 8080")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                throw SettingsError("\(argument): the value is missing")
            }
            values[parts[0].uppercased().replacing("-", with: "_")] = value
        }
        self.values = values
    }

    /// Names only: values may be secret.
    package var description: String { "settings \(values.keys.sorted())" }

    /// The value of `name`, or the content of the file that `name_FILE` points to, without white space at its ends.
    package func optionalString(_ name: String) throws(SettingsError) -> String? {
        if let value = values[name], !value.isEmpty { return value }
        guard let path = values[name + "_FILE"], !path.isEmpty else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError("\(name)_FILE: cannot read \(path)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError("\(name)_FILE: \(path) is not text")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    package func string(_ name: String, default fallback: String? = nil) throws(SettingsError) -> String {
        guard let value = try optionalString(name) ?? fallback else {
            throw SettingsError("\(name) is not set, and there is no default")
        }
        return value
    }

    package func int(
        _ name: String,
        default fallback: Int,
        in range: ClosedRange<Int>
    ) throws(SettingsError) -> Int {
        guard let text = try optionalString(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw SettingsError(
                "\(name)=\(text): expected a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    package func bool(_ name: String, default fallback: Bool) throws(SettingsError) -> Bool {
        guard let text = try optionalString(name) else { return fallback }
        switch text.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default: throw SettingsError("\(name)=\(text): expected true or false")
        }
    }

    /// A duration, given in seconds, with a fraction if need be.
    package func seconds(
        _ name: String,
        default fallback: Duration,
        in range: ClosedRange<Double>
    ) throws(SettingsError) -> Duration {
        guard let text = try optionalString(name) else { return fallback }
        guard let value = Double(text), range.contains(value) else {
            throw SettingsError("\(name)=\(text): expected seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return .milliseconds(Int64(value * 1000))
    }

    /// One of the cases of `Choice`.
    package func choice<Choice>(_ name: String, default fallback: Choice) throws(SettingsError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let text = try optionalString(name) else { return fallback }
        guard let value = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError("\(name)=\(text): expected one of \(known)")
        }
        return value
    }

    /// An http or https URL, without a slash at its end.
    package func url(_ name: String, default fallback: String? = nil) throws(SettingsError) -> String {
        let text = try string(name, default: fallback)
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host(percentEncoded: true)?.isEmpty == false, url.query == nil
        else { throw SettingsError("\(name): expected an http or https URL such as http://127.0.0.1:8080") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Parts between commas, without the empty ones.
    package func list(_ name: String) throws(SettingsError) -> [String] {
        try string(name, default: "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    package func secret(_ name: String) throws(SettingsError) -> SecretString {
        guard let text = try optionalString(name) else {
            throw SettingsError("\(name)_FILE is not set: it names the file with this secret")
        }
        return SecretString(text)
    }

    package func optionalSecret(_ name: String) throws(SettingsError) -> SecretString? {
        try optionalString(name).map { SecretString($0) }
    }

    /// A key of `count` bytes, written as hexadecimal digits or base64.
    package func key(_ name: String, count: Int = 32) throws(SettingsError) -> SecretBytes {
        let secret = try secret(name)
        let bytes = secret.withValue { text in
            Hex.decode(text) ?? Data(base64Encoded: text).map { Array($0) }
        }
        guard let bytes, bytes.count == count else {
            throw SettingsError("\(name): expected \(count) bytes as hexadecimal digits or base64")
        }
        return SecretBytes(bytes)
    }
}
