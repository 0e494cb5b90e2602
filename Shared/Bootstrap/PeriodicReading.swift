import Logging
import ServiceLifecycle

/// Looks something up every few seconds and shows it as gauges: what no single event tells, such as how long something
/// has been waiting.
///
/// A look-up that fails leaves the gauges as they are; what it needs shows its own trouble.
package struct PeriodicReading: Service {
    private let interval: Duration
    private let logger: Logger
    private let read: @Sendable () async throws -> Void

    package init(
        every interval: Duration = .seconds(5),
        logger: Logger,
        _ read: @escaping @Sendable () async throws -> Void
    ) {
        self.interval = interval
        self.logger = logger
        self.read = read
    }

    package func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await read()
                } catch {
                    logger.debug("Figures could not be read", metadata: ["error": "\(error)"])
                }
                // Canceled: the loop ends.
                try? await Task.sleep(for: interval)
            }
        }
    }
}
