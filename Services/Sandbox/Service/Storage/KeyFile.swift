import Foundation
import Payments
import Secrets

/// A key that the sandbox makes for itself at its first start and finds again at the next.
enum KeyFile {
    /// 32 bytes in hexadecimal digits, readable for the owner only.
    ///
    /// Two processes that start at once agree: the name is linked once, and both read what it leads to.
    static func key(at path: String, _ randomness: Randomness) throws -> SecretBytes {
        if let key = read(path) { return key }
        let draft = "\(path).\(randomness.base62(8))"
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        let text = Data((Hex.encode(randomness.bytes(32)) + "\n").utf8)
        guard FileManager.default.createFile(atPath: draft, contents: text, attributes: attributes) else {
            throw AppendLog.Failure.unopened(path: path, errno: errno)
        }
        defer { unlink(draft) }
        if link(draft, path) != 0, errno != EEXIST { throw AppendLog.Failure.unopened(path: path, errno: errno) }
        guard let key = read(path) else { throw AppendLog.Unreadable(line: 1) }
        return key
    }

    private static func read(_ path: String) -> SecretBytes? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Hex.decode(text), bytes.count == 32 else { return nil }
        return SecretBytes(bytes)
    }
}
