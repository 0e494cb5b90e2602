import HTTPKit
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Telemetry

/// The HTTP side of a process: its public port, if it has one, and its internal port with health and metrics.
///
/// On a graceful shutdown both stop taking connections and let what runs finish.
package struct HTTPListeners: Service {
    private let ports: Ports
    private let publicResponder: RouterResponder<PaydeskContext>?
    private let internalResponder: RouterResponder<PaydeskContext>
    private let logger: Logger

    /// Adds the health routes to the internal router, whose other routes bring their own authentication.
    package init(
        _ ports: Ports,
        publicRouter: Router<PaydeskContext>? = nil,
        internalRouter: Router<PaydeskContext> = makeInternalRouter(),
        readiness: Readiness,
        logger: Logger
    ) {
        self.ports = ports
        self.logger = logger
        Self.addHealth(to: internalRouter, readiness)
        publicResponder = publicRouter?.buildResponder()
        internalResponder = internalRouter.buildResponder()
    }

    /// A router with the layer that every public port has.
    package static func makePublicRouter() -> Router<PaydeskContext> {
        let router = Router(context: PaydeskContext.self)
        router.add(middleware: RequestMiddleware(listener: "public", takesRequestID: false))
        return router
    }

    /// A router with the layer that every internal port has.
    package static func makeInternalRouter() -> Router<PaydeskContext> {
        let router = Router(context: PaydeskContext.self)
        router.add(middleware: RequestMiddleware(listener: "internal", takesRequestID: true))
        return router
    }

    package func run() async throws {
        var services: [any Service] = [application(internalResponder, port: ports.internalPort)]
        if let publicResponder, let port = ports.publicPort {
            services.append(application(publicResponder, port: port))
        }
        try await ServiceGroup(configuration: .init(services: services, logger: logger)).run()
    }

    private func application(
        _ responder: RouterResponder<PaydeskContext>,
        port: Int
    ) -> some ApplicationProtocol {
        Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname(ports.address, port: port), backlog: 1024),
            logger: logger
        )
    }

    private static func addHealth(to router: Router<PaydeskContext>, _ readiness: Readiness) {
        router.get("/health/live") { _, _ in Response(json: "{\"status\":\"live\"}") }
        router.get("/health/ready") { _, _ in
            let report = await readiness.report()
            return Response(status: report.isReady ? .ok : .serviceUnavailable, json: report.json)
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(
                    byteBuffer: ByteBuffer(
                        string: MetricsRegistry.shared.prometheusText() + ProcessFigures.prometheusText()
                    )
                )
            )
        }
    }
}
