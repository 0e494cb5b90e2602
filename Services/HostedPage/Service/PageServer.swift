import Bootstrap
import HTTPKit
import Hummingbird
import Logging
import NIOCore
import Payments
import Secrets
import ServiceLifecycle
import SessionClient

/// The hosted page: what customers see, with no database and one peer, session-api.
package struct PageServer: Service {
    private let outgoing: OutgoingHTTP
    private let listeners: HTTPListeners
    private let logger: Logger

    /// Reads the settings and wires the parts.
    ///
    /// - Throws: `SettingsError` for a setting that is missing or wrong.
    package init(
        settings: Settings,
        logger: Logger,
        clock: WallClock = .system,
        randomness: Randomness = .system
    ) throws {
        let configuration = try PageConfiguration(settings)
        // Each long poll holds a connection; the rest is for pages and payments.
        outgoing = OutgoingHTTP(connectionsPerHost: WaitingRoom.seats + 256)
        let sessionAPI = ServiceClient(
            baseURL: configuration.sessionAPI,
            credential: configuration.credential,
            httpClient: outgoing.client
        )
        listeners = HTTPListeners(
            configuration.ports,
            publicRouter: try Self.router(configuration, CheckoutClient(service: sessionAPI), clock, randomness),
            readiness: Readiness([.peer("session-api") { await sessionAPI.isAlive() }]),
            logger: logger
        )
        self.logger = logger
    }

    package func run() async throws {
        try await ServiceGroup(configuration: .init(services: [outgoing, listeners], logger: logger)).run()
    }

    /// The routes of the public port.
    static func router(
        _ configuration: PageConfiguration,
        _ checkout: CheckoutClient,
        _ clock: WallClock,
        _ randomness: Randomness
    ) throws -> Router<PaydeskContext> {
        let isSecure = configuration.origin.isSecure
        let pages = try PageRenderer(isSecure: isSecure, clock: clock, randomness: randomness)
        let formGuard = FormGuard(pageKey: configuration.key, origin: configuration.origin)
        let emails = try EmailCookie(pageKey: configuration.key, isSecure: isSecure)
        let router = HTTPListeners.makePublicRouter()
        router.add(middleware: SecurityHeaders(pages: pages, isSecure: isSecure))
        PageRoutes(checkout: checkout, pages: pages, formGuard: formGuard, emails: emails, waiting: WaitingRoom())
            .add(to: router)
        ConfirmRoute(
            checkout: checkout,
            pages: pages,
            formGuard: formGuard,
            emails: emails,
            trustedProxies: configuration.trustedProxies
        ).add(to: router)
        ChallengeReturnRoute(checkout: checkout, pages: pages).add(to: router)
        ImageRoutes(checkout: checkout, shelf: ImageShelf()).add(to: router)
        AssetRoutes().add(to: router)
        return router
    }
}

/// What `/health/live` answers.
private struct Life: Decodable {
    let status: String
}

extension ServiceClient {
    /// Whether the other side answers within a second; shown in `/health/ready`, and no reason to be unready.
    fileprivate func isAlive() async -> Bool {
        do throws(ServiceCallError) {
            let life: Life = try await get("/health/live", timeout: .seconds(1))
            return life.status == "live"
        } catch {
            return false
        }
    }
}
