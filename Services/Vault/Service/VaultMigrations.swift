import Postgres

/// The history of the vault's tables.
package enum VaultMigrations {
    /// The schema they are in.
    package static let schema = "vault"

    /// All of them, in order.
    package static let all: [Migration] = [
        Migration(
            schema: schema,
            file: "0001_create_vault",
            bytes: PackageResources._001_create_vault_sql
        )
    ]

    /// What this build of the service needs.
    package static var requiredVersion: Int { all.count }
}
