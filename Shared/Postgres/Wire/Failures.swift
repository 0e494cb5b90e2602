extension PostgresError {
    /// What a failed exchange means for a caller outside of a transaction: when something of a write may have
    /// happened, that is what it says.
    init(_ failure: WireFailure, access: Access) {
        switch (failure, access) {
        case (.server(let error), _): self = .server(error)
        case (.refused(let what), _): self = .unsupported(what)
        case (.notSent(let reason), _): self = .connectionFailed(reason)
        case (.cancelled, _), (.deadline, .read): self = .deadlineExceeded
        case (.lost(let reason), .read): self = .connectionFailed(reason)
        case (.lost, .write), (.deadline, .write): self = .unknownOutcome
        }
    }

    /// What it means inside a transaction before its COMMIT: without that nothing lasts, so nothing is unknown.
    init(insideTransaction failure: WireFailure) {
        self.init(failure, access: .read)
    }
}

extension WireFailure {
    /// The failure in words, for the reason of a `connectionFailed`.
    var reason: String {
        switch self {
        case .server(let error): "\(error)"
        case .refused(let reason), .notSent(let reason), .lost(let reason): reason
        case .cancelled, .deadline: "the server did not answer in time"
        }
    }
}

extension Exchange {
    /// Runs statements outside of a transaction, a second time when the first failed because a plan kept by the
    /// server no longer fits the schema: a refused exchange had no effect, so it can be repeated.
    static func runFresh(
        _ statements: [SQL],
        on wire: Wire,
        access: Access,
        timeout: Duration
    ) throws(WireFailure) -> [ResultSet] {
        let deadline = ContinuousClock.now + timeout
        do {
            return try run(statements, on: wire, access: access, until: deadline)
        } catch {
            guard case .server(let failure) = error, failure.meansStalePlan else { throw error }
            return try run(statements, on: wire, access: access, until: deadline)
        }
    }
}

extension ServerError {
    /// Whether a prepared statement does not fit the schema any more, or is gone.
    var meansStalePlan: Bool {
        sqlState == .undefinedStatement || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }
}
