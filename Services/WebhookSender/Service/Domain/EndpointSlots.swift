/// How many deliveries may run at once, in all and to each endpoint, so that one that hangs cannot hold up the others.
///
/// An endpoint that lets us wait until the deadline gets half as many; each delivered one gives it a slot back. A delivery is
/// taken only when it can start at once: its lease covers one attempt, not a wait in a line.
struct EndpointSlots: Sendable {
    /// At once in this process.
    let total: Int
    /// At once to one endpoint.
    let perEndpoint: Int

    private struct Entry {
        var running = 0
        var limit: Int
    }

    private var entries: [String: Entry] = [:]
    /// Deliveries that run or whose result is not written down yet.
    private(set) var held = 0

    /// Endpoints remembered for having been slow; more are forgotten.
    private static let memory = 10_000

    init(total: Int, perEndpoint: Int) {
        self.total = total
        self.perEndpoint = perEndpoint
    }

    /// How many more may be taken in all.
    var free: Int { max(0, total - held) }

    /// How many more this endpoint may get.
    func free(for endpoint: String) -> Int {
        guard let entry = entries[endpoint] else { return perEndpoint }
        return max(0, entry.limit - entry.running)
    }

    /// The endpoints that may not get the full number, and how many each may get.
    var restricted: (endpoints: [String], free: [Int]) {
        let names = entries.keys.filter { free(for: $0) < perEndpoint }
        return (names, names.map(free(for:)))
    }

    /// A delivery starts.
    mutating func start(_ endpoint: String) {
        held += 1
        entries[endpoint, default: Entry(limit: perEndpoint)].running += 1
    }

    /// A delivery's HTTP exchange is over.
    mutating func finish(_ endpoint: String, _ result: AttemptResult) {
        guard var entry = entries[endpoint] else { return }
        entry.running -= 1
        if result.isTimeout {
            entry.limit = max(1, entry.limit / 2)
        } else if result.isDelivered {
            entry.limit = min(perEndpoint, entry.limit + 1)
        }
        let isUsual = entry.running == 0 && entry.limit == perEndpoint
        entries[endpoint] = isUsual || (entry.running == 0 && entries.count > Self.memory) ? nil : entry
    }

    /// Results were written down.
    mutating func release(_ count: Int) {
        held -= count
    }
}
