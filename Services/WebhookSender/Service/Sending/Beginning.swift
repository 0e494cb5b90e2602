import AsyncHTTPClient
import NIOCore
import Synchronization

/// The first bytes of a body, as many as came so far.
final class Beginning: Sendable {
    private let limit: Int
    private let taken = Mutex<[UInt8]>([])

    init(limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { taken.withLock { $0 } }

    /// Reads until the limit or the end; leaving the body unread closes its connection.
    func take(from body: HTTPClientResponse.Body) async throws {
        for try await part in body {
            let isFull = taken.withLock { taken in
                taken += part.readableBytesView.prefix(limit - taken.count)
                return taken.count >= limit
            }
            if isFull { return }
        }
    }
}
