import Foundation
import HTTPKit
import HTTPTypes
import Payments

/// Makes sessions: one statement for each, and one session for each idempotency key.
struct SessionCreator: Sendable {
    private let store: SessionStore
    private let clock: WallClock
    private let randomness: Randomness
    /// Whether there is an acquirer for live payments.
    private let takesLivePayments: Bool
    private let flights = SingleFlight<IdempotencyStore.Key, Made>()

    /// How long a request waits for another one with its key.
    private static let patience: Duration = .seconds(2)

    init(_ store: SessionStore, clock: WallClock, randomness: Randomness, takesLivePayments: Bool) {
        self.store = store
        self.clock = clock
        self.randomness = randomness
        self.takesLivePayments = takesLivePayments
    }

    /// A session as its creator is to see it.
    struct Made: Sendable {
        let session: Session
        /// What it was asked for with.
        let digest: [UInt8]
        /// Whether it was there before.
        var isReplay: Bool
    }

    /// Makes the session that is asked for, or finds the one that was made for the same key.
    func create(
        _ parameters: Parameter,
        for principal: Principal,
        in version: APIVersion,
        key: IdempotencyStore.Key?
    ) async throws -> Made {
        guard let key else {
            let session = try read(parameters, principal, version)
            _ = try await store.insert(session)
            return Made(session: session, digest: [], isReplay: false)
        }
        let digest = parameters.digest
        let made = try await flight(key) {
            let session: Session
            do {
                session = try read(parameters, principal, version)
            } catch let refusal as APIError {
                // What was fine once may not be any more, such as a time that has passed: then the first answer counts.
                guard let earlier = try await earlier(key) else { throw refusal }
                return earlier
            }
            if try await store.insert(session, stamp: SessionStore.Stamp(key: key.text, digest: digest)) {
                return Made(session: session, digest: digest, isReplay: false)
            }
            guard let earlier = try await earlier(key) else { throw APIError.keyReused }
            return earlier
        }
        guard made.digest == digest else { throw APIError.keyReused }
        return made
    }

    private func flight(_ key: IdempotencyStore.Key, _ work: @Sendable () async throws -> Made) async throws -> Made {
        do {
            switch try await flights.land(key, within: Self.patience, work) {
            case .led(let made): return made
            case .joined(var made):
                made.isReplay = true
                return made
            }
        } catch is SingleFlight<IdempotencyStore.Key, Made>.StillRunning {
            throw APIError.keyInUse
        }
    }

    private func earlier(_ key: IdempotencyStore.Key) async throws -> Made? {
        let found = try await store.session(stampedWith: key.text, of: key.merchant, livemode: key.livemode)
        return found.map { Made(session: $0.session.asCreated, digest: $0.digest, isReplay: true) }
    }

    private func read(_ parameters: Parameter, _ principal: Principal, _ version: APIVersion) throws -> Session {
        if principal.livemode, !takesLivePayments {
            throw APIError(
                .badRequest,
                "This installation has no acquirer for live payments yet, so live sessions cannot be paid. Use a test key, "
                    + "or configure a live acquirer."
            )
        }
        let clockTime = clock.now
        let now = principal.merchant.time(clockTime, livemode: principal.livemode)
        let request = try SessionRequest(
            parameters,
            .init(livemode: principal.livemode, version: version, now: now, randomness: randomness)
        )
        return Session(
            id: .make(livemode: principal.livemode, at: clockTime, randomness),
            merchant: principal.merchant.id,
            livemode: principal.livemode,
            created: Date(unixSeconds: now.unixSeconds),
            expires: request.expires,
            amount: request.amount,
            lineItems: LineItemsText.encode(request.items),
            terms: request.terms,
            metadata: request.metadata
        )
    }
}
