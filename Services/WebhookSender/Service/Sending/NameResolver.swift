import Dispatch
import Foundation
import Messages
import Synchronization

/// Turns names into addresses, away from Swift's threads, one lookup for each name at a time.
///
/// Answers are kept for a few seconds: the connection goes to the very address that was checked, so a kept answer
/// cannot be exchanged for another one behind the check.
actor NameResolver {
    /// What a lookup gives; empty when the name has no address.
    typealias Lookup = @Sendable (String) async -> [IPAddress]

    private struct Answer {
        let addresses: [IPAddress]
        let until: ContinuousClock.Instant
    }

    /// For how long an answer is used again.
    private static let lifetime: Duration = .seconds(5)
    /// Answers kept; beyond this all are forgotten.
    private static let capacity = 4_096

    private let lookup: Lookup
    private var answers: [String: Answer] = [:]
    private var waiting: [String: [CheckedContinuation<[IPAddress], Never>]] = [:]

    /// A resolver that asks the system.
    init() {
        lookup = SystemNames.addresses
    }

    /// A resolver that asks `lookup`.
    init(lookup: @escaping Lookup) {
        self.lookup = lookup
    }

    /// All addresses of a name, or the address that it is.
    func addresses(of host: String) async -> [IPAddress] {
        if let literal = IPAddress(host) { return [literal] }
        if let answer = answers[host], answer.until > .now { return answer.addresses }
        guard waiting[host] == nil else {
            return await withCheckedContinuation { waiting[host]?.append($0) }
        }
        waiting[host] = []
        let addresses = await lookup(host)
        if answers.count >= Self.capacity { answers = [:] }
        answers[host] = Answer(addresses: addresses, until: .now + Self.lifetime)
        for continuation in waiting.removeValue(forKey: host) ?? [] { continuation.resume(returning: addresses) }
        return addresses
    }
}

/// The system's resolver.
enum SystemNames {
    /// How long anybody waits for an answer; the lookup itself cannot be stopped and ends on its own.
    private static let patience = DispatchTimeInterval.seconds(5)
    private static let queue = DispatchQueue(label: "names", attributes: .concurrent)

    /// The addresses that `getaddrinfo` gives; none for a failure or when it takes too long.
    static func addresses(of host: String) async -> [IPAddress] {
        await withCheckedContinuation { (continuation: CheckedContinuation<[IPAddress], Never>) in
            let once = Once(continuation)
            queue.async { once.resume(lookUp(host)) }
            DispatchQueue.global().asyncAfter(deadline: .now() + patience) { once.resume([]) }
        }
    }

    private static func lookUp(_ host: String) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var entry = list
        while let info = entry?.pointee {
            if let address = address(info), !found.contains(address) { found.append(address) }
            entry = info.ai_next
        }
        return found
    }

    private static func address(_ info: addrinfo) -> IPAddress? {
        guard let pointer = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET:
            var address = pointer.loadUnaligned(as: sockaddr_in.self).sin_addr
            return IPAddress(bytes: withUnsafeBytes(of: &address) { Array($0) })
        case AF_INET6:
            var address = pointer.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return IPAddress(bytes: withUnsafeBytes(of: &address) { Array($0) })
        default: return nil
        }
    }

    /// A continuation that whoever comes first resumes.
    private final class Once: Sendable {
        private let continuation: Mutex<CheckedContinuation<[IPAddress], Never>?>

        init(_ continuation: CheckedContinuation<[IPAddress], Never>) {
            self.continuation = Mutex(continuation)
        }

        func resume(_ addresses: [IPAddress]) {
            let first = continuation.withLock { held in
                defer { held = nil }
                return held
            }
            first?.resume(returning: addresses)
        }
    }
}
