import Logging
import ServiceLifecycle

/// A Postgres database: a pool of connections and what can be asked of it.
///
/// Every statement has a deadline of ours. A read is canceled at it; a write that was sent is awaited until then, and
/// after it the connection is closed and the outcome is unknown (`PostgresError.unknownOutcome`).
///
/// Works before and without `run()`, connecting when first needed; `run()` keeps the minimum of connections open.
package final class Database: Sendable, Service {
    package let configuration: PostgresConfiguration
    package let logger: Logger
    let pool: Pool
    let metrics: PostgresMetrics

    /// How long `close()` waits for connections that are still lent.
    private static let closeLimit: Duration = .seconds(8)

    /// A database that is connected to when it is first used.
    package init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        metrics = PostgresMetrics()
        pool = Pool(configuration, hosts: Hosts(configuration, logger: logger, metrics: metrics), metrics: metrics)
    }

    /// Keeps the minimum of connections open until graceful shutdown, then closes them all.
    ///
    /// Part of a `ServiceGroup`, before the services that use it, so that it ends after them.
    package func run() async throws {
        // Canceled by graceful shutdown, which is how this loop ends: nothing is lost with that error.
        try? await cancelWhenGracefulShutdown { [pool] in
            while !Task.isCancelled {
                pool.maintain()
                try await Task.sleep(for: .seconds(1))
            }
        }
        await close()
    }

    /// Closes all connections, waiting a few seconds for those that are lent.
    ///
    /// Everything asked later is `.closed`.
    package func close() async {
        await pool.close(within: Self.closeLimit)
    }

    /// Whether the server answers within a second.
    package func ping() async -> Bool {
        let answer = await exchange(
            ["SELECT 1"],
            access: .read,
            timeout: .milliseconds(500),
            acquireTimeout: .milliseconds(500)
        )
        return (try? answer.get()) != nil  // Why not is logged where the connection failed.
    }
}

extension Database: QueryRunner {
    func exchange(
        _ statements: [SQL],
        access: Access,
        timeout: Duration?
    ) async -> Result<[ResultSet], PostgresError> {
        await exchange(statements, access: access, timeout: timeout, acquireTimeout: configuration.acquireTimeout)
    }

    func script(_ text: String, timeout: Duration?) async -> Result<Void, PostgresError> {
        let limit = timeout ?? configuration.statementTimeout
        return await once(acquireTimeout: configuration.acquireTimeout) { wire throws(PostgresError) in
            do throws(WireFailure) {
                try Script.run(text, on: wire, until: .now + limit)
            } catch {
                throw PostgresError(error, access: .write)
            }
        }
    }

    private func exchange(
        _ statements: [SQL],
        access: Access,
        timeout: Duration?,
        acquireTimeout: Duration
    ) async -> Result<[ResultSet], PostgresError> {
        guard !statements.isEmpty else { return .success([]) }
        let limit = timeout ?? configuration.statementTimeout
        return await once(acquireTimeout: acquireTimeout) { wire throws(PostgresError) in
            do throws(WireFailure) {
                return try Exchange.runFresh(statements, on: wire, access: access, timeout: limit)
            } catch {
                throw PostgresError(error, access: access)
            }
        }
    }

    /// One piece of work on any connection: one hop there, one back.
    private func once<Value: Sendable>(
        acquireTimeout: Duration,
        _ work: @escaping @Sendable (Wire) throws(PostgresError) -> Value
    ) async -> Result<Value, PostgresError> {
        let metrics = metrics
        return await acquire(within: acquireTimeout) { pool, connection, line, deadline in
            let result = Result { () throws(PostgresError) in try work(line.wire(until: deadline)) }
            // Given back before the caller goes on: its next statement finds this connection.
            pool.release(connection, isOpen: line.isOpen)
            return result
        } finish: { result in
            metrics.count(result.failure)
        }
    }

    /// Gets a connection and runs `start` on its thread, which has to see to its return.
    func acquire<Value: Sendable>(
        within limit: Duration,
        start: @escaping @Sendable (Pool, Connection, Line, ContinuousClock.Instant) -> Result<Value, PostgresError>,
        finish: (Result<Value, PostgresError>) -> Void = { _ in }
    ) async -> Result<Value, PostgresError> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let pool = pool
        let id = pool.nextID()
        let since = ContinuousClock.now
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, PostgresError>, Never>) in
                pool.request(
                    Pool.Request(
                        id: id,
                        deadline: since + limit,
                        since: since,
                        start: { connection, line in
                            continuation.resume(returning: start(pool, connection, line, since + limit))
                        },
                        refuse: { continuation.resume(returning: .failure($0)) }
                    )
                )
                // Canceled between the handler's start and the request: the handler found nothing to withdraw.
                if Task.isCancelled { pool.withdraw(id) }
            }
        } onCancel: {
            pool.withdraw(id)
        }
        finish(result)
        return result
    }
}

extension Result {
    /// The error, if it is one.
    var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
