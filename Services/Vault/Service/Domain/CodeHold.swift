import DequeModule
import Foundation
import Synchronization

/// The security codes between tokenization and authorization: in this process's memory, nowhere else.
///
/// A code stays at most as long as `lifetime` (15 minutes, PCI DSS 3.3.2 leaves no room for "stored"), is taken once, and is
/// lost on restart by design. Places are counted, over all and per merchant, so that one merchant cannot fill the memory.
final class CodeHold: Sendable {
    /// A code that was taken, with what it needs to go back when it was surely not used.
    struct Taken: Sendable {
        let code: SecretBuffer
        fileprivate let merchant: String
        fileprivate let deadline: Duration
    }

    fileprivate struct State {
        var codes: [String: Taken] = [:]
        var perMerchant: [String: Int] = [:]
        /// Tokens in the order of their deadlines: all codes live equally long.
        var order: Deque<(token: String, deadline: Duration)> = []
    }

    let lifetime: Duration
    private let capacity: Int
    private let merchantCapacity: Int
    private let uptime: @Sendable () -> Duration
    private let state = Mutex(State())

    /// An empty hold; `lifetime` is at most 15 minutes, `uptime` is time that never jumps.
    init(
        lifetime: Duration,
        capacity: Int = Limits.codesHeld,
        merchantCapacity: Int = Limits.codesHeldPerMerchant,
        uptime: @escaping @Sendable () -> Duration = CodeHold.machineUptime
    ) {
        self.lifetime = min(lifetime, .seconds(15 * 60))
        self.capacity = capacity
        self.merchantCapacity = merchantCapacity
        self.uptime = uptime
    }

    /// Time since the process started to look at it.
    static let machineUptime: @Sendable () -> Duration = {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }()

    /// Holds a token's code; false when there is no place left.
    func hold(_ code: SecretBuffer, for token: String, of merchant: String) -> Bool {
        let deadline = uptime() + lifetime
        return state.withLock { state in
            state.dropExpired(at: deadline - lifetime)
            guard state.codes.count < capacity, state.perMerchant[merchant, default: 0] < merchantCapacity else {
                return false
            }
            state.add(Taken(code: code, merchant: merchant, deadline: deadline), for: token)
            state.order.append((token, deadline))
            return true
        }
    }

    /// Takes a token's code out; nil when it was taken before, is too old, or was never here.
    func take(_ token: String) -> Taken? {
        let now = uptime()
        return state.withLock { state in
            state.dropExpired(at: now)
            return state.remove(token)
        }
    }

    /// Puts a code back that surely went nowhere, for the time that it had left.
    func putBack(_ taken: Taken, for token: String) {
        state.withLock { state in
            guard taken.deadline > uptime(), state.codes[token] == nil else { return }
            state.add(taken, for: token)
        }
    }

    func holds(_ token: String) -> Bool {
        let now = uptime()
        return state.withLock { ($0.codes[token]?.deadline ?? .zero) > now }
    }

    /// Wipes what is too old; how many codes are left.
    @discardableResult
    func sweep() -> Int {
        let now = uptime()
        return state.withLock { state in
            state.dropExpired(at: now)
            return state.codes.count
        }
    }
}

extension CodeHold.State {
    fileprivate mutating func add(_ taken: CodeHold.Taken, for token: String) {
        codes[token] = taken
        perMerchant[taken.merchant, default: 0] += 1
    }

    fileprivate mutating func remove(_ token: String) -> CodeHold.Taken? {
        guard let taken = codes.removeValue(forKey: token) else { return nil }
        let left = perMerchant[taken.merchant, default: 1] - 1
        perMerchant[taken.merchant] = left > 0 ? left : nil
        return taken
    }

    fileprivate mutating func dropExpired(at now: Duration) {
        while let oldest = order.first, oldest.deadline <= now {
            order.removeFirst()
            _ = remove(oldest.token)
        }
    }
}
