import Foundation

/// Reads a file line by line without holding all of it.
struct LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Where in the buffer the next line begins.
    private var start = 0
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    /// How many bytes of the file were read so far.
    private(set) var bytesRead = 0

    /// Reads from the beginning, wherever the descriptor stands.
    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next line that ends with a newline, without it; nil when there is none any more.
    mutating func next() throws(AppendLog.Failure) -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            guard try fill() else { return nil }
        }
    }

    private mutating func fill() throws(AppendLog.Failure) -> Bool {
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytesRead))
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .unreadable(errno: errno) }
            buffer += chunk[..<count]
            bytesRead += count
            return count > 0
        }
    }
}
