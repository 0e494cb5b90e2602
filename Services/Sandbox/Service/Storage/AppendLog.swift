import Dispatch
import Foundation
import Synchronization

/// A file of lines that only grows.
///
/// A line counts once `flushed(through:)` returns: then it survives a kill and a crash.
///
/// Lines that wait at the same time share one fsync. A write that fails leaves the file in doubt, so every later call
/// fails too; a restart reads what is really there.
final class AppendLog: Sendable {
    /// The place of a line: how many lines were appended before and with it.
    typealias Position = Int

    enum Failure: Error, Equatable, CustomStringConvertible {
        case unopened(path: String, errno: Int32)
        /// Another process writes to the file.
        case inUse(path: String)
        case unreadable(errno: Int32)
        case unwritable(errno: Int32)

        var description: String {
            switch self {
            case .unopened(let path, let code): "cannot open \(path): \(String(cString: strerror(code)))"
            case .inUse(let path): "\(path) is in use by another process"
            case .unreadable(let code): "cannot read: \(String(cString: strerror(code)))"
            case .unwritable(let code): "cannot write: \(String(cString: strerror(code)))"
            }
        }
    }

    private struct State {
        var pending: [UInt8] = []
        var appended: Position = 0
        var durable: Position = 0
        var isWriting = false
        var failure: Failure?
        var waiting: [(through: Position, CheckedContinuation<Result<Void, Failure>, Never>)] = []
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let writer = DispatchQueue(label: "append-log")

    /// Opens or creates the file, alone: a second process is refused, unless the first is just ending.
    init(path: String) throws(Failure) {
        descriptor = try Self.openAlone(path)
        Self.syncFolder(of: path)
    }

    deinit {
        close(descriptor)
    }

    /// Not in `init`: what fails after its last property is set is closed once more by `deinit`, and the number of a closed
    /// file may by then be a socket's.
    private static func openAlone(_ path: String) throws(Failure) -> Int32 {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unopened(path: path, errno: errno) }
        guard lock(descriptor) else {
            close(descriptor)
            throw .inUse(path: path)
        }
        return descriptor
    }

    /// Takes the file's lock, which a restarted process may have to wait for: its predecessor may still be finishing.
    private static func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<100 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    /// A new file's name is durable only with its folder.
    private static func syncFolder(of path: String) {
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    // MARK: - Reading at start

    /// Hands out every entry in order.
    ///
    /// A torn last line was never acknowledged and is cut off; a line before it that cannot be read, or that `apply`
    /// throws for, stops the start: the file is not ours or was tampered with.
    func replay<Entry: Decodable>(_: Entry.Type, _ apply: (Entry) throws -> Void) throws {
        let decoder = JSONDecoder()
        var reader = LineReader(descriptor)
        var (number, end) = (0, 0)
        var tornAt: Int?
        while let line = try reader.next() {
            if tornAt != nil { throw Unreadable(line: number) }
            number += 1
            do {
                try apply(decoder.decode(Entry.self, from: Data(line)))
            } catch is DecodingError {
                tornAt = end
            } catch {
                throw Unreadable(line: number)
            }
            end += line.count + 1
        }
        let sound = tornAt ?? end
        if sound < reader.bytesRead { try truncate(to: sound) }
    }

    /// Where the file does not make sense; what stands there is not shown.
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let line: Int

        var description: String { "line \(line) cannot be read" }
    }

    /// Forgets everything that was in the file; for a start at which none of it counts any more.
    func clear() throws(Failure) {
        try truncate(to: 0)
    }

    private func truncate(to length: Int) throws(Failure) {
        guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else { throw .unwritable(errno: errno) }
    }

    // MARK: - Writing

    /// Queues a line, without its newline.
    ///
    /// It counts after `flushed(through:)`.
    func append(_ line: some Sequence<UInt8>) throws(Failure) -> Position {
        let result: Result<Position, Failure> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            state.pending += line
            state.pending.append(UInt8(ascii: "\n"))
            state.appended += 1
            return .success(state.appended)
        }
        return try result.get()
    }

    /// The place of the last line, durable or not.
    var position: Position { state.withLock { $0.appended } }

    var isWritable: Bool { state.withLock { $0.failure == nil } }

    /// Waits until everything up to `position` is on the disk.
    func flushed(through position: Position) async throws(Failure) {
        let result = await withCheckedContinuation { continuation in
            let answer: Result<Void, Failure>? = state.withLock { state in
                if let failure = state.failure { return .failure(failure) }
                if state.durable >= position { return .success(()) }
                state.waiting.append((position, continuation))
                if !state.isWriting {
                    state.isWriting = true
                    writer.async { self.write() }
                }
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        try result.get()
    }

    /// One batch after the other until nothing is pending.
    private func write() {
        while let batch = nextBatch() {
            let failure = write(batch.bytes)
            let finished = state.withLock { state in
                state.failure = failure
                if failure == nil { state.durable = batch.through }
                let durable = state.durable
                let finished = state.waiting.filter { failure != nil || $0.through <= durable }
                state.waiting.removeAll { failure != nil || $0.through <= durable }
                return finished
            }
            for (_, continuation) in finished {
                continuation.resume(returning: failure.map { .failure($0) } ?? .success(()))
            }
        }
    }

    private func nextBatch() -> (bytes: [UInt8], through: Position)? {
        state.withLock { state in
            guard !state.pending.isEmpty, state.failure == nil else {
                state.isWriting = false
                return nil
            }
            defer { state.pending = [] }
            return (state.pending, state.appended)
        }
    }

    private func write(_ bytes: [UInt8]) -> Failure? {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return .unwritable(errno: errno)
            }
            offset += count
        }
        return fdatasync(descriptor) == 0 ? nil : .unwritable(errno: errno)
    }
}
