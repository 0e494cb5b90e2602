import AsyncHTTPClient
import Bootstrap
import FraudClient
import HTTPKit
import Logging
import Messages
import Payments
import Postgres
import VaultClient

/// The parts of session-api that merchants see, put together from what they are made of.
struct SessionParts: Sendable {
    let configuration: SessionConfiguration
    let database: Database
    let clock: WallClock
    let randomness: Randomness
    /// Tells the webhook sender that there are new messages.
    let wake: @Sendable () -> Void

    var object: SessionObject { SessionObject(pageURL: configuration.pageURL) }

    var expiry: SessionExpiry {
        SessionExpiry(
            database,
            ending: PaymentEnding(sessions: object, randomness: randomness, clock: clock),
            wake: wake
        )
    }

    func sweep(logger: Logger) -> ExpirySweep {
        ExpirySweep(database, expiry: expiry, clock: clock, logger: logger)
    }

    /// What operators watch besides what is counted.
    func figures(logger: Logger) -> PeriodicReading {
        let gauges = UnknownAttemptGauges(attempts: AttemptStore(database), clock: clock)
        return PeriodicReading(logger: logger) { try await gauges.read() }
    }

    /// What makes payments, with the vault and the scorer at the other end of `http`.
    func payments(_ http: HTTPClient, logger: Logger) -> PaymentParts {
        let vault = CardVault(
            baseURL: configuration.vaultInternalURL,
            credential: configuration.credential,
            httpClient: http
        )
        let scorer = FraudClient(
            service: ServiceClient(
                baseURL: configuration.scorerInternalURL,
                credential: configuration.credential,
                httpClient: http
            )
        )
        return PaymentParts(
            database,
            PaymentParts.Surroundings(
                vault: vault,
                scorer: scorer,
                acquirers: Acquirers(
                    [SandboxAcquirer(vault: vault)],
                    test: configuration.testAcquirer,
                    live: configuration.liveAcquirer
                ),
                ticketKey: configuration.ticketKey,
                pageURL: configuration.pageURL,
                directoryServer: DirectoryServer(
                    vault: vault,
                    profile: RequestorProfile(
                        server: configuration.directoryServer,
                        apiURL: configuration.apiURL,
                        pageURL: configuration.pageURL,
                        resultURL: configuration.resultURL
                    )
                ),
                vaultURL: configuration.vaultURL
            ),
            wake: wake,
            clock: clock,
            randomness: randomness,
            logger: logger
        )
    }

    func publicAPI(_ refunds: RefundDesk) -> PublicAPI {
        let endpoints = EndpointStore(database, key: configuration.webhookSecretsKey, randomness: randomness)
        let store = SessionStore(database)
        let payments = PaymentView(
            sessions: store,
            intents: PaymentIntentStore(database),
            charges: ChargeStore(database),
            object: object
        )
        return PublicAPI(
            keys: KeyDirectory(APIKeyStore(database), clock: clock),
            sessions: SessionRoutes(
                creator: SessionCreator(
                    store,
                    clock: clock,
                    randomness: randomness,
                    takesLivePayments: configuration.liveAcquirer != nil
                ),
                expiry: expiry,
                updates: SessionUpdates(database),
                sessions: store,
                view: SessionView(object: object, sessions: store),
                clock: clock
            ),
            payments: PaymentRoutes(view: payments),
            refunds: RefundRoutes(desk: refunds, view: RefundView(payments: payments)),
            endpoints: EndpointRoutes(
                registration: EndpointRegistration(database, endpoints: endpoints),
                endpoints: endpoints,
                clock: clock,
                allowsPrivate: configuration.allowsPrivateWebhooks
            )
        )
    }
}
