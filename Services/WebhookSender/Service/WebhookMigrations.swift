import Postgres

/// The migrations of the schema `messages`; they expect the services' roles to exist.
package enum WebhookMigrations {
    /// The schema whose history they are.
    package static let schema = "messages"

    /// All of them, in order.
    package static let all: [Migration] = [
        migration("0001_create_messages", PackageResources._001_create_messages_sql),
        migration("0002_create_endpoints", PackageResources._002_create_endpoints_sql),
        migration("0003_create_deliveries", PackageResources._003_create_deliveries_sql),
        migration("0004_create_partitions", PackageResources._004_create_partitions_sql),
        migration("0005_grant_rights", PackageResources._005_grant_rights_sql),
    ]

    /// The version that this build works with.
    package static let requiredVersion = all.map(\.version).max() ?? 0

    private static func migration(_ file: String, _ bytes: [UInt8]) -> Migration {
        Migration(schema: schema, file: file, bytes: bytes)
    }
}
