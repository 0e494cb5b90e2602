import Postgres

/// What has to be done to a database before session-api can use it.
package enum SessionMigrations {
    /// Every step, in order; `paydesk migrate` applies them.
    package static let all: [Migration] = [
        Migration(
            schema: "checkout",
            file: "0001_create_checkout.sql",
            bytes: PackageResources._001_create_checkout_sql
        )
    ]

    /// The version that this build needs.
    package static var requiredVersion: Int { all.count }
}
