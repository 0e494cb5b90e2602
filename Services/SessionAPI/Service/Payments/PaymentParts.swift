import FraudClient
import Logging
import Payments
import Postgres
import Secrets
import ServiceLifecycle
import SessionClient
import VaultClient

/// Everything that makes payments, put together from what it needs.
package struct PaymentParts: Sendable {
    /// Ends sessions that nobody paid.
    package let ending: PaymentEnding
    /// What the internal routes for hosted-page ask.
    package let desk: CheckoutDesk
    /// Runs attempts and recovers lost ones; it must be running for the desk to begin any.
    package let work: PaymentWork
    /// Takes the banks' words after challenges.
    package let results: ChallengeResults
    /// Gives money back.
    package let refunds: RefundDesk

    /// Where the parts of a payment are, and what they are signed with.
    package struct Surroundings: Sendable {
        package let vault: CardVault
        package let scorer: FraudClient
        package let acquirers: Acquirers
        /// Signs the tickets that the vault checks.
        package let ticketKey: SecretBytes
        /// The public address of the hosted page.
        package let pageURL: String
        /// Who asks the cards' banks about their customers.
        package let directoryServer: DirectoryServer
        /// The public address of the vault.
        package let vaultURL: String
        /// How long a request for a refund waits for the outcome.
        package let refundPatience: Duration

        package init(
            vault: CardVault,
            scorer: FraudClient,
            acquirers: Acquirers,
            ticketKey: SecretBytes,
            pageURL: String,
            directoryServer: DirectoryServer,
            vaultURL: String,
            refundPatience: Duration = RefundDesk.patience
        ) {
            self.vault = vault
            self.scorer = scorer
            self.acquirers = acquirers
            self.ticketKey = ticketKey
            self.pageURL = pageURL
            self.directoryServer = directoryServer
            self.vaultURL = vaultURL
            self.refundPatience = refundPatience
        }

        fileprivate func closing(
            _ database: Database,
            _ clock: WallClock,
            _ randomness: Randomness,
            _ logger: Logger,
            wake: @escaping @Sendable () -> Void
        ) -> AttemptClosing {
            let sessions = SessionObject(pageURL: pageURL)
            return AttemptClosing(
                book: AttemptBook(database, sessions: sessions, randomness: randomness, clock: clock, wake: wake),
                acquirers: acquirers,
                logger: logger
            )
        }

        fileprivate func views(_ randomness: Randomness, _ clock: WallClock) -> CheckoutViews {
            let tickets = CheckoutTickets(key: ticketKey, pageURL: pageURL, randomness: randomness, clock: clock)
            return CheckoutViews(tickets: tickets, challenges: ChallengeTickets(key: ticketKey), vaultURL: vaultURL)
        }

        fileprivate func authentication(
            _ closing: AttemptClosing,
            _ randomness: Randomness,
            _ clock: WallClock
        ) -> AttemptAuthentication {
            AttemptAuthentication(server: directoryServer, closing: closing, clock: clock, randomness: randomness)
        }
    }

    /// Puts the parts together.
    ///
    /// `patience` is how long pressing Pay waits for the outcome; `wake` is called after each commit that wrote messages;
    /// `clock` is the machine's, from which merchants' test time is worked out.
    package init(
        _ database: Database,
        _ surroundings: Surroundings,
        patience: Duration = CheckoutClient.confirmPatience,
        wake: @escaping @Sendable () -> Void,
        clock: WallClock,
        randomness: Randomness,
        logger: Logger
    ) {
        let leases = AttemptLeaseStore(database, runner: "run_" + randomness.base62(16))
        let signals = PaymentSignals()
        let hands = AttemptHands()
        let closing = surroundings.closing(database, clock, randomness, logger, wake: wake)
        let recovery = AttemptRecovery(
            database,
            leases: leases,
            closing: closing,
            hands: hands,
            signals: signals,
            clock: clock
        )
        let heartbeat = AttemptHeartbeat(leases, logger: logger)
        let runner = AttemptRunner(
            AttemptFlow(
                closing: closing,
                sending: AttemptSending(closing: closing),
                authentication: surroundings.authentication(closing, randomness, clock),
                risk: RiskCheck(scorer: surroundings.scorer, logger: logger),
                recovery: recovery,
                heartbeat: heartbeat,
                hands: hands,
                signals: signals,
                runner: leases.runner,
                clock: clock,
                logger: logger
            )
        )
        ending = closing.book.ending
        let refunding = RefundWorker(closing, runner: leases.runner, signals: signals, clock: clock)
        work = PaymentWork(heartbeat: heartbeat, runner: runner, recovery: recovery, refunds: refunding)
        refunds = RefundDesk(refunding, patience: surroundings.refundPatience, randomness: randomness)
        results = ChallengeResults(database, closing: closing, recovery: recovery, signals: signals, clock: clock)
        desk = CheckoutDesk(
            attempts: AttemptStore(database),
            authentications: AuthenticationStore(database),
            views: surroundings.views(randomness, clock),
            vault: surroundings.vault,
            runner: runner,
            signals: signals,
            acquirers: surroundings.acquirers,
            randomness: randomness,
            patience: patience,
            clock: clock,
            logger: logger
        )
    }
}

/// The runner, recovery, the worker for refunds, and the heartbeat that covers them all.
///
/// Told to stop, they end side by side, within eight seconds; only then does the heartbeat end, and what
/// is left may be taken over by others at once.
package struct PaymentWork: Service {
    let heartbeat: AttemptHeartbeat
    let runner: AttemptRunner
    let recovery: AttemptRecovery
    let refunds: RefundWorker

    package func run() async throws {
        await heartbeat.beat()
        await withTaskGroup { group in
            group.addTask { await heartbeat.run() }
            await withTaskGroup { work in
                work.addTask { await runner.run() }
                work.addTask { await recovery.run() }
                work.addTask { await refunds.run() }
            }
            group.cancelAll()
        }
        await heartbeat.resign()
    }
}
