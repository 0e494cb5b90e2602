import Messages

/// Where events may be sent, decided anew at each connection.
struct EgressPolicy: Sendable {
    let testTargets: TestTargets

    /// Why nothing is sent.
    enum Refusal: Error, Hashable {
        case url
        case address
        case nameNotFound
    }

    /// Whether events of a mode may go to an address.
    func permits(_ address: IPAddress, livemode: Bool) -> Bool {
        let kind = address.kind
        if kind == .loopback, testTargets == .none { return false }
        return EndpointURL.isPermitted(kind, livemode: livemode, allowPrivate: testTargets == .privateNetworks)
    }

    /// Checks a stored URL by the rules of today, which may be stricter than those under which it was stored.
    func check(_ url: String, livemode: Bool) throws(Refusal) -> EndpointURL {
        do {
            return try EndpointURL.check(url, livemode: livemode, allowPrivate: testTargets == .privateNetworks)
        } catch .address {
            throw .address
        } catch {
            throw .url
        }
    }

    /// The address to connect to.
    ///
    /// Every address of the name has to be permitted, not only one of them: a name that leads to a public and to a private
    /// place is somebody's attempt.
    ///
    /// - Parameters:
    ///   - addresses: what the name was resolved to.
    ///   - livemode: the endpoint's mode.
    ///   - attempt: the number of the attempt; each takes the next address.
    /// - Returns: one of the addresses.
    /// - Throws: `.nameNotFound` for none, `.address` when any is not permitted.
    func choose(from addresses: [IPAddress], livemode: Bool, attempt: Int) throws(Refusal) -> IPAddress {
        guard !addresses.isEmpty else { throw .nameNotFound }
        guard addresses.allSatisfy({ permits($0, livemode: livemode) }) else { throw .address }
        return addresses[(max(attempt, 1) - 1) % addresses.count]
    }
}
