import Payments
import Synchronization

/// The slots of this process, shared by those who take deliveries and those who finish them.
final class SlotBook: Sendable {
    private struct State {
        var slots: EndpointSlots
        /// Endpoints that had more waiting than they had slots, when last looked at.
        var waiting: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ slots: EndpointSlots) {
        state = Mutex(State(slots: slots))
    }

    /// The slots as they are now.
    var slots: EndpointSlots { state.withLock { $0.slots } }

    /// Whether a claim would find something for an endpoint that had to wait.
    var hasClaimable: Bool {
        state.withLock { state in
            state.slots.free > 0 && state.waiting.contains { state.slots.free(for: $0) > 0 }
        }
    }

    /// Deliveries start; more came for some endpoints than could start.
    func start(_ deliveries: [Delivery], overflowing: [String] = []) {
        state.withLock { state in
            for delivery in deliveries { state.slots.start(delivery.endpoint.rawValue) }
            state.waiting.formUnion(overflowing)
        }
    }

    /// Deliveries that were claimed with `offered` slots start.
    ///
    /// Endpoints that filled theirs may have more waiting; those
    /// that did not have none.
    func start(claimed deliveries: [Delivery], offered: EndpointSlots) {
        var counts: [String: Int] = [:]
        for delivery in deliveries { counts[delivery.endpoint.rawValue, default: 0] += 1 }
        state.withLock { state in
            for delivery in deliveries { state.slots.start(delivery.endpoint.rawValue) }
            guard deliveries.count < offered.free else {
                state.waiting.formUnion(counts.keys)
                return
            }
            state.waiting = state.waiting.filter { offered.free(for: $0) == 0 }
            state.waiting.formUnion(counts.filter { $1 == offered.free(for: $0) }.keys)
        }
    }

    /// An exchange is over; its place at the endpoint is free, its place in the process is once the result was written.
    ///
    /// - Returns: whether the endpoint has more waiting.
    func finish(_ delivery: Delivery, _ result: AttemptResult) -> Bool {
        state.withLock { state in
            state.slots.finish(delivery.endpoint.rawValue, result)
            return state.waiting.contains(delivery.endpoint.rawValue)
        }
    }

    /// Results were written down, or given up.
    func release(_ count: Int) {
        state.withLock { $0.slots.release(count) }
    }
}
