import Foundation

@testable import VaultService

/// Bytes as a customer typed them.
func typed<Result, Failure: Error>(
    _ text: String,
    _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    var result: Swift.Result<Result, Failure>?
    Array(text.utf8).withUnsafeBytes { bytes in
        result = Swift.Result { () throws(Failure) in try read(bytes) }
    }
    guard let result else { preconditionFailure("the closure ran") }
    return try result.get()
}

/// A form's body in wiped memory.
func form(_ body: String) throws(TokenRefusal) -> CardForm {
    var memory = SecretBody()
    try typed(body) { bytes throws(TokenRefusal) in try memory.append(bytes) }
    return try CardForm(memory)
}

/// A card that would pass, with some fields replaced.
func cardBody(_ changes: [String: String] = [:], without missing: Set<String> = []) -> String {
    var fields = ["number": "4242 4242 4242 4242", "exp": "12/34", "cvc": "123", "name": "Ada Lovelace"]
    fields.merge(changes) { $1 }
    return urlencoded(fields.filter { !missing.contains($0.key) })
}

func urlencoded(_ fields: [String: String]) -> String {
    var unreserved = CharacterSet.alphanumerics
    unreserved.insert(charactersIn: "-._")
    return fields.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")" }
        .joined(separator: "&")
}

func entry(_ body: String, at now: Date = Moment.now) throws(TokenRefusal) -> CardEntry {
    var form = try form(body)
    return try CardEntry(&form, at: now)
}

func number(_ digits: String) throws(TokenRefusal) -> CardNumber {
    try typed(digits) { bytes throws(TokenRefusal) in try CardNumber(typed: bytes) }
}

func secret(_ text: String) throws -> SecretBuffer {
    let buffer: SecretBuffer? = typed(text) { SecretBuffer(copying: $0) }
    guard let buffer else { throw CocoaError(.coderInvalidValue) }
    return buffer
}

extension SecretBuffer {
    /// For comparing in tests only.
    var revealed: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

enum Moment {
    /// Noon of 2026-06-15, UTC.
    static let now = Date(timeIntervalSince1970: 1_781_524_800)
}
