import Synchronization

/// The faults that are programmed, oldest first.
///
/// In memory only: a restart heals.
final class FaultPlan: Sendable {
    private let faults = Mutex<[Fault]>([])

    /// How many may be active at once.
    static let limit = 100

    /// - Returns: false when there are too many.
    func add(_ fault: Fault) -> Bool {
        faults.withLock { faults in
            guard faults.count < Self.limit else { return false }
            faults.append(fault)
            return true
        }
    }

    /// The oldest fault that matches the call; it has one hit fewer then, and goes with its last.
    func take(_ operation: Operation, last4: String?) -> Fault? {
        faults.withLock { faults in
            guard let index = faults.firstIndex(where: { $0.match.includes(operation, last4: last4) }) else {
                return nil
            }
            let fault = faults[index]
            faults[index].count -= 1
            if faults[index].count == 0 { faults.remove(at: index) }
            return fault
        }
    }

    var active: [Fault] { faults.withLock { $0 } }

    func clear() {
        faults.withLock { $0 = [] }
    }
}
