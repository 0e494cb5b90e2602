import Foundation
import HTTPKit
import Logging
import ServiceLifecycle
import Telemetry
import UnixSignals

/// The main function of every process.
package enum ServiceMain {
    /// Reads the settings, sets up logs and metrics, runs the server until SIGTERM or SIGINT.
    ///
    /// Ends with 0 after a graceful stop, 78 (`EX_CONFIG`) for a wrong setting, 1 when the server failed.
    package static func run(
        _ caller: Caller,
        _ makeServer: (Settings, Logger) throws -> any Service
    ) async {
        do {
            let settings = try Settings(
                environment: ProcessInfo.processInfo.environment,
                arguments: Array(CommandLine.arguments.dropFirst())
            )
            let level: Logger.Level = try settings.choice("LOG_LEVEL", default: .info)
            let format: LogFormat = try settings.choice("LOG_FORMAT", default: isatty(2) == 1 ? .terminal : .json)
            LogOutput.bootstrap(
                service: caller.rawValue,
                level: level,
                format: format,
                context: Logger.MetadataProvider { CurrentRequest.metadata }
            )
            MetricsRegistry.bootstrap()
            let logger = Logger(label: caller.rawValue)
            let server = try makeServer(settings, logger)
            try await serve(server, caller, logger)
        } catch let error as SettingsError {
            fail("\(caller.rawValue): \(error.description)", status: 78)
        } catch {
            fail("\(caller.rawValue): stopped: \(error)", status: 1)
        }
    }

    /// The 10 s that a stop may take are the longest that anything may run on; then the process ends as it is, and
    /// what it held is taken up by others.
    private static func serve(_ server: any Service, _ caller: Caller, _ logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(9)
        configuration.maximumCancellationDuration = .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }

    private static func fail(_ line: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data((line.replacing("\n", with: " ") + "\n").utf8))
        exit(status)
    }
}
