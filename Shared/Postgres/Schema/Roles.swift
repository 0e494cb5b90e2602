/// The roles under which the services connect.
///
/// They are made before migrations run, since those grant to them.
package enum Roles: String, CaseIterable, Sendable {
    /// Owns nothing; may use `checkout` and parts of `messages`.
    case sessionAPI = "session_api"
    /// May use `vault` only.
    case vault
    /// May use `fraud`, and read `messages`.
    case fraudScorer = "fraud_scorer"
    /// May use `messages`.
    case webhookSender = "webhook_sender"

    /// Statements that make the roles that are missing and take from everybody what only the owner needs.
    ///
    /// They can be run again, and by several processes at once.
    package static var statements: [SQL] {
        // Creating a role is a race that a check cannot win, since roles belong to all databases of the server.
        let roles = allCases.map { role in
            SQL(
                unescaped: """
                    DO $$ BEGIN
                        CREATE ROLE \(role.rawValue) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                    END $$
                    """
            )
        }
        // Two REVOKEs at once would end in "tuple concurrently updated".
        let rights: [SQL] = [
            "SELECT pg_advisory_xact_lock(\(Int64(0x70_6179_6465_736C)))",
            """
            DO $$ BEGIN
                REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
            END $$
            """,
        ]
        return roles + rights
    }

    /// Makes the roles that are missing.
    ///
    /// The database is to be connected to as the owner.
    package static func ensure(in database: Database) async throws(PostgresError) {
        let roles = statements
        // Each by itself: a DO that caught an error must not be undone by a later one.
        for role in roles.dropLast(2) {
            try await database.execute(role)
        }
        _ = try await database.batch(Array(roles.suffix(2)))
    }

    /// Gives a role the password that its service will use.
    package static func setPassword(
        _ password: String,
        of role: Roles,
        in database: Database
    ) async throws(PostgresError) {
        // ALTER ROLE takes no bound values, so the server quotes the literal itself.
        let row = try await database.one("SELECT format('ALTER ROLE %I PASSWORD %L', \(role.rawValue), \(password))")
        try await database.simple(row.get(0))
    }
}
