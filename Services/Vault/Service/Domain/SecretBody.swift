import Foundation

/// A request's body in memory that is wiped, gathered piece by piece.
struct SecretBody: ~Copyable {
    private let start = SecretArena.bodies.take()
    private(set) var count = 0

    deinit {
        SecretArena.bodies.give(back: start)
    }

    /// - Throws: `TokenRefusal.bodyTooLarge` past `Limits.bodyBytes`.
    mutating func append(_ piece: UnsafeRawBufferPointer) throws(TokenRefusal) {
        guard count + piece.count <= Limits.bodyBytes else { throw .bodyTooLarge }
        UnsafeMutableRawBufferPointer(start: start + count, count: piece.count).copyMemory(from: piece)
        count += piece.count
    }

    /// Lends the bytes, to be read and changed in place.
    mutating func withBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeMutableRawBufferPointer(start: start, count: count))
    }
}
