import Foundation

/// A few bytes of card data that are wiped when the last reference goes.
///
/// Never a `String` or `Data`: those live on a heap that nobody wipes. Not `Codable`, not `Equatable`, not printable.
///
/// Unchecked: the bytes are written in the initialiser and only read afterwards.
final class SecretBuffer: @unchecked Sendable {
    let count: Int
    private let start: UnsafeMutableRawPointer

    /// The most that one buffer holds, in bytes.
    static let capacity = SecretArena.fields.slotBytes

    /// A buffer filled by `fill`, which answers how many bytes it wrote, or throws what this throws.
    init<Failure: Error>(_ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int) throws(Failure) {
        let slot = SecretArena.fields.take()
        do {
            count = try fill(UnsafeMutableRawBufferPointer(start: slot, count: Self.capacity))
        } catch {
            SecretArena.fields.give(back: slot)
            throw error
        }
        start = slot
    }

    /// A copy of bytes that lie elsewhere; nil when they are too many.
    convenience init?(copying bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Self.capacity else { return nil }
        self.init { memory in
            memory.copyMemory(from: bytes)
            return bytes.count
        }
    }

    deinit {
        SecretArena.fields.give(back: start)
    }

    /// Lends the bytes; nothing of them may be kept.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension SecretBuffer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "<redacted>" }
    var debugDescription: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
