import Foundation
import Payments
import Secrets

/// Secrets of one stack: made once, kept in files that only their owner may read.
struct SecretsFolder: Sendable {
    let path: String
    let randomness: Randomness

    /// The file of a secret, for a `…_FILE` setting.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Reads a secret, which `make` supplies on first use.
    func text(_ name: String, make: () throws -> String) throws -> String {
        if let text = try read(name) { return text }
        let text = try make()
        try write(text, to: name)
        return text
    }

    /// A secret that was kept before; nil when there is none.
    func read(_ name: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: file(name)) else { return nil }
        guard let data = FileManager.default.contents(atPath: file(name)) else {
            throw Problem("The secret \(file(name)) cannot be read by this user.")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Keeps a secret, replacing an older one; a reader sees the old text or the new one, never half of it.
    func write(_ text: String, to name: String) throws {
        try AtomicFile.write(text + "\n", to: file(name), mode: 0o600)
    }

    /// A key of 32 bytes, as hex.
    func key(_ name: String) throws -> String {
        try text(name) { Hex.encode(randomness.bytes(32)) }
    }

    /// Makes the keys and credentials that are missing.
    func makeMissing() throws {
        for name in SecretName.keys { _ = try key(name) }
        for name in SecretName.credentials { _ = try password(name) }
    }

    /// A password or credential: 40 letters and digits, 238 bits.
    func password(_ name: String) throws -> String {
        try text(name) { randomness.base62(40) }
    }
}

/// Files that are there whole or not at all.
enum AtomicFile {
    static func write(_ text: String, to path: String, mode: mode_t) throws {
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count, fsync(descriptor) == 0,
            rename(temporary, path) == 0
        else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Problem {
        Problem("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
