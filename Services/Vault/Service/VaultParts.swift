import AsyncHTTPClient
import HTTPKit
import Payments
import Postgres

/// What the vault is made of, and what each part is given.
struct VaultParts: Sendable {
    let hold: CodeHold
    private let configuration: VaultConfiguration
    private let database: Database
    private let httpClient: HTTPClient
    private let clock: WallClock
    private let randomness: Randomness
    private let instance: Instance
    private let metrics = VaultMetrics()

    /// After a stop, a call to an acquirer may go on this long: the process has 10 s, and what came of it is still to be
    /// written down (design §3).
    private static let shutdownGrace: Duration = .seconds(7)

    init(
        _ configuration: VaultConfiguration,
        _ database: Database,
        _ httpClient: HTTPClient,
        _ clock: WallClock,
        _ randomness: Randomness,
        uptime: @escaping @Sendable () -> Duration = CodeHold.machineUptime
    ) {
        self.configuration = configuration
        self.database = database
        self.httpClient = httpClient
        self.clock = clock
        self.randomness = randomness
        hold = CodeHold(lifetime: configuration.codeLifetime, uptime: uptime)
        instance = Instance(id: randomness.uuidV7(at: clock.now), url: configuration.advertisedURL)
    }

    func keys() throws -> VaultKeys {
        VaultKeys(
            KeyStore(database: database),
            try KeyEncryptionKey(configuration.kek),
            clock: clock,
            randomness: randomness
        )
    }

    func tokenizer(_ keys: VaultKeys) -> Tokenizer {
        Tokenizer(
            store: CardStore(database: database),
            keys: keys,
            hold: hold,
            sealer: CardSealer(randomness: randomness),
            instance: instance,
            clock: clock,
            randomness: randomness
        )
    }

    func tokenRoutes(_ keys: VaultKeys) -> TokenRoutes {
        TokenRoutes(
            tokenizer: tokenizer(keys),
            ticketKey: configuration.ticketKey,
            answers: TokenAnswers(page: PageOrigin(pageURL: configuration.pageURL)),
            clock: clock,
            metrics: metrics
        )
    }

    func internalRoutes(_ keys: VaultKeys) -> InternalRoutes {
        let relay = Relay(
            acquirers: configuration.acquirers,
            directoryServers: configuration.directoryServers,
            call: AcquirerCall(
                httpClient: httpClient,
                timeout: configuration.relayTimeout,
                authenticationTimeout: configuration.authenticationTimeout,
                shutdownGrace: Self.shutdownGrace
            ),
            store: RelayStore(database: database),
            opener: CardOpener(keys: keys),
            hold: hold,
            instance: instance,
            clock: clock,
            randomness: randomness,
            metrics: metrics
        )
        return InternalRoutes(views: views(), relay: relay, credentials: configuration.credentials)
    }

    func views() -> CardViews {
        CardViews(store: CardStore(database: database), hold: hold, instance: instance, clock: clock)
    }
}
