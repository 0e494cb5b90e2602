import Foundation
import Payments
import Synchronization

/// The store's orders on disk: a webhook is answered with 2xx only after its line is synced.
final class Orders: Sendable {
    private let log: AppendLog
    private let book: Mutex<OrderBook>
    private let clock: WallClock

    /// Opens the file and builds the orders from it.
    init(path: String, clock: WallClock) throws {
        log = try AppendLog(path: path)
        var book = OrderBook()
        try log.replay(OrderEntry.self) { book.apply($0) }
        self.book = Mutex(book)
        self.clock = clock
    }

    /// Notes that the shopper is sent to a session; a repeat changes nothing.
    func place(_ id: ID<Order>, sessionID: String, url: String, price: Money) async throws {
        let now = clock.now
        try await store(.placed(id, sessionID: sessionID, url: url, price: price, at: now))
    }

    /// Notes an event and does what it asks for, once.
    func receive(_ event: SessionEvent) async throws {
        let now = clock.now
        try await store(.received(event, at: now))
    }

    func order(session: String) -> Order? {
        book.withLock { $0.order(session: session) }
    }

    func order(_ id: ID<Order>) -> Order? {
        book.withLock { $0.order(id) }
    }

    var newestFirst: [Order] {
        book.withLock { $0.newestFirst }
    }

    /// False once a write has failed: then only a restart helps.
    var isWritable: Bool { log.isWritable }

    private func store(_ entry: OrderEntry) async throws {
        let line = try LogLine.encode(entry)
        let position = try book.withLock { book in
            let position = try log.append(line)
            book.apply(entry)
            return position
        }
        try await log.flushed(through: position)
    }
}
