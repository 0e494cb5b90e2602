/// Bytes that must not be printed: keys, raw credentials.
///
/// Not `Codable`, no `Equatable` (that would compare in variable time); whoever needs the bytes says so.
package struct SecretBytes: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var count: Int { bytes.count }

    package func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result {
        try body(bytes)
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Text that must not be printed: API keys, bearer credentials, webhook secrets, database URLs.
package struct SecretString: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var isEmpty: Bool { text.isEmpty }

    package func withValue<Result>(_ body: (String) throws -> Result) rethrows -> Result {
        try body(text)
    }

    /// The same secret as bytes, for a MAC.
    package var bytes: SecretBytes { SecretBytes(Array(text.utf8)) }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
