internal import CLibPQ
import Foundation

extension Wire {
    /// Connects to one host.
    ///
    /// Only the lookup of its name is outside the deadline: libpq leaves that to the system's
    /// resolver, which blocks.
    ///
    /// - Throws: `.notSent` with the reason, also when the deadline came first.
    static func connect(
        to target: ConnectionTarget,
        until deadline: ContinuousClock.Instant
    ) throws(WireFailure) -> Wire {
        guard let handle = start(target) else { throw .notSent("out of memory") }
        // From here on the wire owns the handle and finishes it in every case.
        let wire = Wire(handle: handle)
        guard PQstatus(handle) != CONNECTION_BAD else { throw .notSent(wire.connectionMessage) }
        var phase = PGRES_POLLING_WRITING
        while phase != PGRES_POLLING_OK {
            guard phase != PGRES_POLLING_FAILED else { throw .notSent(wire.connectionMessage) }
            let events = phase == PGRES_POLLING_READING ? POLLIN : POLLOUT
            // The socket may be another one in each round: libpq tries all addresses of a host.
            guard Wire.wait(on: PQsocket(handle), for: events, until: deadline) != 0 else {
                throw .notSent("the server did not answer in time")
            }
            phase = PQconnectPoll(handle)
        }
        guard PQsetnonblocking(handle, 1) == 0 else { throw .notSent(wire.connectionMessage) }
        return wire
    }

    private static func start(_ target: ConnectionTarget) -> OpaquePointer? {
        let keywords = target.parameters.map { strdup($0.keyword) }
        let values = target.parameters.map { strdup($0.value) }
        defer { (keywords + values).forEach { free($0) } }
        let end: UnsafePointer<CChar>? = nil
        return (keywords.map { UnsafePointer($0) } + [end]).withUnsafeBufferPointer { keywords in
            (values.map { UnsafePointer($0) } + [end]).withUnsafeBufferPointer { values in
                PQconnectStartParams(keywords.baseAddress, values.baseAddress, 0)
            }
        }
    }
}
