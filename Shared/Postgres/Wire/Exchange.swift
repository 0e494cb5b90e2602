internal import CLibPQ
import Dispatch
import Foundation

/// One round trip: what is sent between two syncs, and the results in their order.
///
/// The server runs it as one implicit transaction (unless it holds a BEGIN), so nothing is acknowledged before the
/// sync itself came back: a COMMAND_OK before it is a promise that can still break.
struct Exchange {
    private enum Step {
        case deallocate(String)
        case prepare(StatementCache.Key, name: String)
        case run(StatementCache.Key)
    }

    private let wire: Wire
    private var handle: OpaquePointer { wire.handle }
    private var deadline: ContinuousClock.Instant
    private var mayCancel: Bool
    private var cancel: Cancellation?
    private var steps: [Step] = []
    private var fresh: [StatementCache.Key: String] = [:]
    private var failure: ServerError?

    /// Sends statements and waits for their results.
    ///
    /// - Returns: One result per statement.
    /// - Throws: Why there is none; after any failure the server has undone what it did.
    static func run(
        _ statements: [SQL],
        on wire: Wire,
        access: Access,
        until deadline: ContinuousClock.Instant
    ) throws(WireFailure) -> [ResultSet] {
        var exchange = Exchange(wire: wire, deadline: deadline, mayCancel: access == .read)
        do {
            return try exchange.run(statements)
        } catch {
            switch error {
            case .server, .cancelled, .refused: break
            case .notSent, .lost, .deadline: wire.isBroken = true
            }
            throw error
        }
    }

    private init(wire: Wire, deadline: ContinuousClock.Instant, mayCancel: Bool) {
        self.wire = wire
        self.deadline = deadline
        self.mayCancel = mayCancel
    }

    private mutating func run(_ statements: [SQL]) throws(WireFailure) -> [ResultSet] {
        for statement in statements {
            // The protocol counts parameters in 16 bits, and C ends a text at its first zero byte.
            guard statement.binds.count <= Int(UInt16.max) else { throw .refused("more than 65,535 values") }
            guard !statement.text.utf8.contains(0) else { throw .refused("a zero byte in a statement") }
        }
        guard PQpipelineStatus(handle) == PQ_PIPELINE_ON || PQenterPipelineMode(handle) == 1 else {
            throw .notSent(wire.connectionMessage)
        }
        for name in wire.statements.discarded.prefix(16) {
            try queueDeallocate(name)
        }
        for statement in statements {
            try queue(statement)
        }
        guard PQpipelineSync(handle) == 1 else { throw .lost(wire.connectionMessage) }
        let results = try collect()
        try finishCancel()
        if let failure {
            if cancel != nil, failure.sqlState == .queryCanceled { throw .cancelled }
            throw .server(failure)
        }
        guard !wire.takeUnconfirmedCommit() else { throw .lost("the standby did not confirm the commit") }
        return results
    }
}

// MARK: - Sending

extension Exchange {
    private mutating func queueDeallocate(_ name: String) throws(WireFailure) {
        guard PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1 else {
            throw .notSent(wire.connectionMessage)
        }
        steps.append(.deallocate(name))
    }

    private mutating func queue(_ statement: SQL) throws(WireFailure) {
        let key = StatementCache.Key(text: statement.text, types: statement.binds.map(\.type))
        var name = wire.statements.name(of: key) ?? fresh[key] ?? ""
        if name.isEmpty { name = try prepare(key) }
        let sent = Self.withParameters(statement.binds) { values, lengths, formats in
            PQsendQueryPrepared(
                handle,
                name,
                Int32(statement.binds.count),
                values.baseAddress,
                lengths.baseAddress,
                formats.baseAddress,
                1
            )
        }
        guard sent == 1 else { throw .notSent(wire.connectionMessage) }
        steps.append(.run(key))
    }

    private mutating func prepare(_ key: StatementCache.Key) throws(WireFailure) -> String {
        let name = wire.statements.freshName()
        let types = key.types.map(\.rawValue)
        guard PQsendPrepare(handle, name, key.text, Int32(types.count), types) == 1 else {
            throw .notSent(wire.connectionMessage)
        }
        steps.append(.prepare(key, name: name))
        fresh[key] = name
        return name
    }

    /// Lays the values out in one block of memory for the length of `body`.
    private static func withParameters(
        _ binds: [Bind],
        _ body: (
            UnsafeBufferPointer<UnsafePointer<CChar>?>, UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Int32>
        ) -> Int32
    ) -> Int32 {
        // One byte more, so that a block of empty values has an address: libpq takes a null pointer for NULL.
        var block: [UInt8] = []
        block.reserveCapacity(binds.reduce(1) { $0 + ($1.bytes?.count ?? 0) })
        for bind in binds { block += bind.bytes ?? [] }
        block.append(0)
        let lengths = binds.map { Int32($0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: binds.count)
        return block.withUnsafeBytes { block in
            var values: [UnsafePointer<CChar>?] = []
            values.reserveCapacity(binds.count)
            var offset = 0
            for bind in binds {
                let start = block.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
                values.append(bind.bytes == nil ? nil : start)
                offset += bind.bytes?.count ?? 0
            }
            return values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { body(values, lengths, $0) }
                }
            }
        }
    }
}

// MARK: - Receiving

extension Exchange {
    private mutating func collect() throws(WireFailure) -> [ResultSet] {
        var results: [ResultSet] = []
        results.reserveCapacity(steps.count)
        for step in steps {
            let result = try ResultSet(owning: next())
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                switch step {
                case .deallocate(let name): wire.statements.forget(name)
                case .prepare(let key, let name): wire.statements.insert(key, name: name)
                case .run: results.append(result)
                }
            case PGRES_PIPELINE_ABORTED:
                break
            case PGRES_FATAL_ERROR:
                try note(result, in: step)
            default:
                throw .lost("a result of a kind that this client does not speak")
            }
            guard try nextOrEnd() == nil else { throw .lost("more results than statements") }
        }
        let sync = try ResultSet(owning: next())
        guard sync.status == PGRES_PIPELINE_SYNC else {
            if sync.status == PGRES_FATAL_ERROR { throw .lost(wire.connectionMessage) }
            throw .lost("no sync where one was due")
        }
        return results
    }

    private mutating func note(_ result: ResultSet, in step: Step) throws(WireFailure) {
        guard let error = result.serverError, !error.endsConnection, PQstatus(handle) == CONNECTION_OK else {
            throw .lost(result.serverError.map { "\($0)" } ?? wire.connectionMessage)
        }
        failure = error
        switch (step, error.sqlState) {
        // Whatever made the plan unusable, the next use prepares it anew.
        case (.run(let key), .featureNotSupported): wire.statements.discard(key)
        case (.run, .undefinedStatement), (.deallocate, _): wire.statements.reset()
        default: break
        }
    }

    private mutating func next() throws(WireFailure) -> OpaquePointer {
        guard let result = try nextOrEnd() else { throw .lost(wire.connectionMessage) }
        return result
    }

    private mutating func nextOrEnd() throws(WireFailure) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw .lost(wire.connectionMessage) }
            try awaitInput(unsent == 1 ? POLLIN | POLLOUT : POLLIN)
        }
        return PQgetResult(handle)
    }

    private mutating func awaitInput(_ events: Int32) throws(WireFailure) {
        let ready = Wire.wait(on: PQsocket(handle), for: events, until: deadline)
        if ready == 0 {
            guard mayCancel else { throw .deadline }
            mayCancel = false
            cancel = Cancellation(of: handle)
            deadline = ContinuousClock.now + Wire.cancelGrace
            return
        }
        guard ready & ~POLLOUT != 0 else { return }
        guard PQconsumeInput(handle) == 1 else { throw .lost(wire.connectionMessage) }
    }

    /// A cancel request that is still on its way could hit the next statement, so it is waited for.
    private func finishCancel() throws(WireFailure) {
        guard let cancel, !cancel.isFinished(within: Wire.cancelGrace) else { return }
        throw .deadline
    }
}

/// A request to cancel what a connection is doing.
///
/// libpq sends it on a connection of its own and blocks meanwhile, so it runs on a thread of Dispatch's.
private final class Cancellation {
    private let done = DispatchSemaphore(value: 0)

    init(of handle: OpaquePointer) {
        guard let cancel = PQgetCancel(handle) else {
            done.signal()
            return
        }
        // The address is the copy that PQgetCancel made for use in other threads; only this block has it.
        let address = UInt(bitPattern: cancel)
        DispatchQueue.global().async { [done] in
            let cancel = OpaquePointer(bitPattern: address)
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancel, &message, Int32(message.count))
            PQfreeCancel(cancel)
            done.signal()
        }
    }

    func isFinished(within limit: Duration) -> Bool {
        done.wait(timeout: .now() + .milliseconds(Int(limit.pollMilliseconds))) == .success
    }
}
