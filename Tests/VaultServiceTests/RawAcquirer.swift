import Foundation
import Synchronization

/// An acquirer on a real socket that misbehaves as a test wants.
///
/// Unchecked: what changes is behind a `Mutex`, the rest is set before the threads start.
final class RawAcquirer: @unchecked Sendable {
    struct Received: Sendable {
        let head: String
        let body: String

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    enum Reply: Sendable {
        case json(Int, String)
        /// These bytes, then the connection is cut.
        case raw(String)
        /// Nothing, and the connection is cut.
        case cut
        /// These bytes, and then nothing while the caller waits.
        case stall(String)
        /// An answer as soon as `release()` is called.
        case whenReleased(Int, String)
    }

    private struct State {
        var received: [Received] = []
        var connections: Set<Int32> = []
        var isReleased = false
        var isStopped = false
    }

    let port: Int
    private let listener: Int32
    private let reply: @Sendable (Received) -> Reply
    private let state = Mutex(State())

    init(_ reply: @escaping @Sendable (Received) -> Reply) throws {
        self.reply = reply
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                state.withLock { _ = $0.connections.insert(connection) }
                Thread.detachNewThread { [self] in serve(connection) }
            }
        }
    }

    deinit {
        stop()
    }

    var url: String { "http://127.0.0.1:\(port)/acquirer" }

    var received: [Received] { state.withLock { $0.received } }

    func release() {
        state.withLock { $0.isReleased = true }
    }

    /// Only the first call does something: the number of a closed socket may already be somebody else's.
    func stop() {
        let wasStopped = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped
        }
        guard !wasStopped else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in state.withLock({ $0.connections }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    /// A port that nobody listens on.
    static func closedPort() throws -> Int {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    private static func listen() throws -> (Int32, Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: Int? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(listener, generic, length) == 0, Glibc.listen(listener, 64) == 0,
                    getsockname(listener, generic, &length) == 0
                else { return nil }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
        guard let port else { throw CocoaError(.fileNoSuchFile) }
        return (listener, port)
    }

    private func serve(_ connection: Int32) {
        defer {
            state.withLock { _ = $0.connections.remove(connection) }
            close(connection)
        }
        while let request = read(connection) {
            state.withLock { $0.received.append(request) }
            switch reply(request) {
            case .json(let status, let json): answer(connection, status, json)
            case .raw(let bytes):
                write(connection, bytes)
                return
            case .cut: return
            case .stall(let bytes):
                write(connection, bytes)
                _ = read(connection)
                return
            case .whenReleased(let status, let json):
                while !state.withLock({ $0.isReleased }) { usleep(2000) }
                answer(connection, status, json)
            }
        }
    }

    private func answer(_ connection: Int32, _ status: Int, _ json: String) {
        write(
            connection,
            "HTTP/1.1 \(status) Whatever\r\nContent-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)"
        )
    }

    private func write(_ connection: Int32, _ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A request with its body, or nil when the connection ends.
    private func read(_ connection: Int32) -> Received? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let received = Received(head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
                let length = received.header("Content-Length").flatMap { Int($0) } ?? 0
                if received.body.utf8.count >= length { return received }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk.prefix(count)
        }
    }
}
