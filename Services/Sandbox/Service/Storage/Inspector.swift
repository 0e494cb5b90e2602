import DequeModule
import Synchronization

/// What arrived at `/inspect/{name}`, in memory.
///
/// Bounded three ways; the oldest request goes when there are too many or they weigh too much, a new name is refused
/// when there are too many names.
final class Inspector: Sendable {
    private struct Desk {
        var behaviour = InspectBehaviour()
        private(set) var requests: Deque<RecordedRequest> = []
        private(set) var bytes = 0

        mutating func append(_ request: RecordedRequest) {
            requests.append(request)
            bytes += request.size
        }

        mutating func dropOldest(whileOver count: Int, _ limit: Int) {
            while requests.count > count || bytes > limit, let oldest = requests.popFirst() { bytes -= oldest.size }
        }
    }

    private let desks = Mutex<[String: Desk]>([:])

    enum Limits {
        static let names = 100
        static let requestsPerName = 1000
        static let bodyBytes = 1 << 20
        /// For the requests of one name.
        static let bytesPerName = 16 << 20
        /// For all names together.
        static let bytes = 64 << 20
    }

    /// Keeps a request and says how to answer it; nil when it would open one name too many.
    func record(_ request: RecordedRequest, as name: String) -> InspectBehaviour? {
        desks.withLock { desks in
            guard Self.hasRoom(for: name, in: desks) else { return nil }
            let elsewhere = desks.reduce(0) { $0 + ($1.key == name ? 0 : $1.value.bytes) }
            desks[name, default: Desk()].append(request)
            desks[name]?.dropOldest(
                whileOver: Limits.requestsPerName,
                min(Limits.bytesPerName, Limits.bytes - elsewhere)
            )
            return desks[name]?.behaviour
        }
    }

    /// Oldest first; nothing for a name that was never used.
    func requests(_ name: String) -> [RecordedRequest] {
        desks.withLock { Array($0[name]?.requests ?? []) }
    }

    func behaviour(_ name: String) -> InspectBehaviour {
        desks.withLock { $0[name]?.behaviour ?? InspectBehaviour() }
    }

    /// - Returns: false when it would open one name too many.
    func set(_ behaviour: InspectBehaviour, for name: String) -> Bool {
        desks.withLock { desks in
            guard Self.hasRoom(for: name, in: desks) else { return false }
            desks[name, default: Desk()].behaviour = behaviour
            return true
        }
    }

    /// Forgets the requests and the behaviour.
    func clear(_ name: String) {
        _ = desks.withLock { $0.removeValue(forKey: name) }
    }

    private static func hasRoom(for name: String, in desks: [String: Desk]) -> Bool {
        desks[name] != nil || desks.count < Limits.names
    }
}
