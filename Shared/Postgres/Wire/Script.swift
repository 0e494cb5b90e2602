internal import CLibPQ
import Foundation

/// Several statements in one text, without values: migrations, mostly.
///
/// The server runs them as one transaction unless the text says otherwise.
enum Script {
    /// Runs a script and waits for its end.
    static func run(_ text: String, on wire: Wire, until deadline: ContinuousClock.Instant) throws(WireFailure) {
        guard !text.utf8.contains(0) else { throw .refused("a zero byte in a script") }
        do {
            try send(text, on: wire, until: deadline)
        } catch {
            if case .server = error {} else { wire.isBroken = true }
            throw error
        }
    }

    private static func send(
        _ text: String,
        on wire: Wire,
        until deadline: ContinuousClock.Instant
    ) throws(WireFailure) {
        // The protocol takes several statements in one text only outside of pipeline mode.
        guard PQexitPipelineMode(wire.handle) == 1, PQsendQuery(wire.handle, text) == 1 else {
            throw .notSent(wire.connectionMessage)
        }
        var failure: ServerError?
        while let handle = try next(on: wire, until: deadline) {
            let result = ResultSet(owning: handle)
            switch result.status {
            case PGRES_FATAL_ERROR:
                guard let error = result.serverError, !error.endsConnection else { throw .lost(wire.connectionMessage) }
                failure = failure ?? error
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw .lost("COPY in a script")
            default: break
            }
        }
        guard PQstatus(wire.handle) == CONNECTION_OK else { throw .lost(wire.connectionMessage) }
        if let failure { throw .server(failure) }
        guard !wire.takeUnconfirmedCommit() else { throw .lost("the standby did not confirm the commit") }
    }

    private static func next(
        on wire: Wire,
        until deadline: ContinuousClock.Instant
    ) throws(WireFailure) -> OpaquePointer? {
        while PQisBusy(wire.handle) == 1 {
            let unsent = PQflush(wire.handle)
            guard unsent >= 0 else { throw .lost(wire.connectionMessage) }
            let events = unsent == 1 ? POLLIN | POLLOUT : POLLIN
            let ready = Wire.wait(on: PQsocket(wire.handle), for: events, until: deadline)
            guard ready != 0 else { throw .deadline }
            guard ready & ~POLLOUT == 0 || PQconsumeInput(wire.handle) == 1 else {
                throw .lost(wire.connectionMessage)
            }
        }
        return PQgetResult(wire.handle)
    }
}
