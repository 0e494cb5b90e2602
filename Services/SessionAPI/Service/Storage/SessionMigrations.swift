import Postgres

/// What has to be done to a database before session-api can use it.
package enum SessionMigrations {
    /// Every step, in order; `paydesk migrate` applies them.
    package static let all: [Migration] = [
        Migration(schema: "checkout", file: "0001_create_checkout", bytes: PackageResources._001_create_checkout_sql),
        Migration(schema: "checkout", file: "0002_create_payments", bytes: PackageResources._002_create_payments_sql),
        Migration(
            schema: "checkout",
            file: "0003_create_authentications",
            bytes: PackageResources._003_create_authentications_sql
        ),
        Migration(schema: "checkout", file: "0004_create_branding", bytes: PackageResources._004_create_branding_sql),
        Migration(schema: "checkout", file: "0005_create_refunds", bytes: PackageResources._005_create_refunds_sql),
    ]

    /// The version of `checkout` that this build needs.
    package static var requiredVersion: Int { all.count }

    /// The version of `messages`, which is webhook-sender's, that this build needs: the log, the outbox, the endpoints.
    package static let requiredMessagesVersion = 5
}
