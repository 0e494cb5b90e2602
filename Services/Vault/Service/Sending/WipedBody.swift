import NIOCore
import Synchronization

/// A request's body that says whether it was ever fetched for sending.
///
/// The HTTP client asks for it when the connection stands and the head is written. A body that was not asked for never left
/// this process, and without it no acquirer can have acted: that is the evidence for `not_sent`.
struct WipedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private final class Fetched: Sendable {
        let flag = Atomic(false)
    }

    private let buffer: ByteBuffer
    private let fetched = Fetched()

    /// Fills a buffer that is large enough from the start, so that no copy is left behind by growing.
    init(capacity: Int, _ fill: ((UInt8) -> Void) -> Void) {
        var buffer = ByteBufferAllocator().buffer(capacity: capacity)
        fill { byte in buffer.writeInteger(byte) }
        self.buffer = buffer
    }

    var count: Int { buffer.readableBytes }

    var wasFetched: Bool { fetched.flag.load(ordering: .acquiring) }

    /// Overwrites the bytes, once the call is over.
    func wipeBytes() {
        buffer.withUnsafeReadableBytes { wipe($0) }
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(body: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let body: WipedBody
        private var isDone = false

        fileprivate init(body: WipedBody) {
            self.body = body
        }

        mutating func next() async -> ByteBuffer? {
            guard !isDone else { return nil }
            isDone = true
            body.fetched.flag.store(true, ordering: .releasing)
            return body.buffer
        }
    }
}
