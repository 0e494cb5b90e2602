import Postgres

/// The history of the schema `fraud`.
package enum FraudMigrations {
    /// All migrations, oldest first.
    package static let all = [
        Migration(schema: "fraud", file: "0001_create_counters", bytes: PackageResources._001_create_counters_sql),
        Migration(schema: "fraud", file: "0002_create_histories", bytes: PackageResources._002_create_histories_sql),
    ]

    /// The version that this build of the scorer needs.
    package static var requiredVersion: Int { all.count }
}
