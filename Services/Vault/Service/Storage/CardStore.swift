import Foundation
import Payments
import Postgres

/// The rows of `vault.cards`, and the counts that limit them.
struct CardStore: Sendable {
    let database: Database

    enum Insertion: Equatable, Sendable {
        case inserted
        /// The session or the ticket has had as many tokens as it may.
        case tooMany
        /// The key does not seal any more: load the keys again.
        case keyRotated
    }

    /// Counts a token for the session and the ticket and stores its card, in one statement and so in one round trip.
    ///
    /// The counts are rows, so that requests at the same moment wait for each other there instead of all finding room;
    /// both are touched by one INSERT and in one order, so that they cannot deadlock.
    func insert(_ card: StoredCard) async throws(PostgresError) -> Insertion {
        let session = "s\(card.session)"
        let ticket = "n\(card.nonce)"
        let countedUntil = card.createdAt.addingTimeInterval(Double(Limits.tokenCountSeconds))
        let row = try await database.one(
            """
            WITH usable AS (
                SELECT FROM vault.keys
                WHERE id = \(card.keyID) AND livemode = \(card.livemode) AND state = 'active'
            ), counted AS (
                INSERT INTO vault.token_counts AS c (subject, tokens, expires_at)
                SELECT subject, 1, \(countedUntil)
                FROM (VALUES (\(session)), (\(ticket))) AS wanted (subject), usable
                ON CONFLICT (subject) DO UPDATE
                SET tokens = c.tokens + 1, expires_at = excluded.expires_at
                WHERE c.tokens < CASE
                    WHEN c.subject = \(session) THEN \(Limits.tokensPerSession)
                    ELSE \(Limits.tokensPerTicket)
                END
                RETURNING 1
            ), inserted AS (
                INSERT INTO vault.cards
                    (token, merchant, livemode, session, nonce, key_id, number_sealed, name_sealed, brand, bin, last4,
                     exp_month, exp_year, funding, country, fingerprint, network_fingerprint, instance, instance_url,
                     created_at, expires_at)
                SELECT
                    \(card.token), \(card.merchant), \(card.livemode), \(card.session), \(card.nonce), \(card.keyID),
                    \(card.sealedNumber), \(card.sealedName), \(card.brand.rawValue), \(card.bin), \(card.last4),
                    \(card.expiry.month), \(card.expiry.year), \(card.funding.rawValue), \(card.country),
                    \(card.fingerprint), \(card.networkFingerprint), \(card.instance.id), \(card.instance.url),
                    \(card.createdAt), \(card.expiresAt)
                WHERE (SELECT count(*) FROM counted) = 2
                RETURNING 1
            )
            SELECT EXISTS (SELECT FROM usable) AS usable, EXISTS (SELECT FROM inserted) AS inserted
            """
        )
        guard try row.get("usable") else { return .keyRotated }
        return try row.get("inserted") ? .inserted : .tooMany
    }

    /// A card that is not too old; nil when there is none.
    func card(_ token: String, at now: Date) async throws(PostgresError) -> StoredCard? {
        try await database.first(
            "SELECT \(Self.columns) FROM vault.cards WHERE token = \(token) AND expires_at > \(now)",
            access: .read
        )?.storedCard
    }

    /// The card that a ticket led to last; nil when there is none.
    func card(nonce: String, at now: Date) async throws(PostgresError) -> StoredCard? {
        try await database.first(
            """
            SELECT \(Self.columns) FROM vault.cards
            WHERE nonce = \(nonce) AND expires_at > \(now)
            ORDER BY created_at DESC, token DESC
            LIMIT 1
            """,
            access: .read
        )?.storedCard
    }

    /// Deletes what is too old, a batch of each; how many rows went.
    ///
    /// Replicas that purge at once take different rows.
    func purge(at now: Date) async throws(PostgresError) -> (cards: Int, counts: Int) {
        let cards = try await database.execute(
            """
            DELETE FROM vault.cards WHERE token IN (
                SELECT token FROM vault.cards WHERE expires_at <= \(now)
                ORDER BY expires_at LIMIT \(Limits.purgeBatch) FOR UPDATE SKIP LOCKED)
            """
        )
        let counts = try await database.execute(
            """
            DELETE FROM vault.token_counts WHERE subject IN (
                SELECT subject FROM vault.token_counts WHERE expires_at <= \(now)
                ORDER BY expires_at LIMIT \(Limits.purgeBatch) FOR UPDATE SKIP LOCKED)
            """
        )
        return (cards, counts)
    }

    /// What makes a `StoredCard`.
    static let columns: SQL = """
        token, merchant, livemode, session, nonce, key_id, number_sealed, name_sealed, brand, bin, last4, exp_month,
        exp_year, funding, country, fingerprint, network_fingerprint, instance, instance_url, created_at, expires_at
        """
}

extension Row {
    var storedCard: StoredCard {
        get throws(PostgresError) {
            guard let brand = CardBrand(rawValue: try get("brand")),
                let funding = CardFunding(rawValue: try get("funding")),
                let expiry = CardExpiry(month: try get("exp_month"), year: try get("exp_year"))
            else { throw .decoding(column: "brand", expected: "a brand, a funding and a date that this build knows") }
            return StoredCard(
                token: try get("token"),
                merchant: try get("merchant"),
                livemode: try get("livemode"),
                session: try get("session"),
                nonce: try get("nonce"),
                keyID: try get("key_id"),
                sealedNumber: try get("number_sealed"),
                sealedName: try get("name_sealed"),
                brand: brand,
                bin: try get("bin"),
                last4: try get("last4"),
                expiry: expiry,
                funding: funding,
                country: try get("country"),
                fingerprint: try get("fingerprint"),
                networkFingerprint: try get("network_fingerprint"),
                instance: Instance(id: try get("instance"), url: try get("instance_url")),
                createdAt: try get("created_at"),
                expiresAt: try get("expires_at")
            )
        }
    }
}
