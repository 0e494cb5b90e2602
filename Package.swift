// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "paydesk",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms.git", exact: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections.git", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", exact: "1.0.2"),
    ],
    targets: [
        // Shared: vocabulary and plumbing. Nothing here knows that a service exists.
        .systemLibrary(name: "CLibPQ", path: "Shared/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .shared("Payments"),
        .shared("Postgres", uses: ["CLibPQ", .collections, .crypto, .logging, .metrics, .serviceLifecycle]),
        .shared("Secrets", uses: ["Payments", .crypto]),
        .shared("Telemetry", uses: ["Payments", .logging, .metrics]),
        .shared("HTTPKit", uses: ["Payments", "Secrets"] + .http),
        .shared("Messages", uses: ["Payments", "Postgres", "Secrets", .logging, .serviceLifecycle]),
        .shared("Bootstrap", uses: ["HTTPKit", "Postgres", "Secrets", "Telemetry", .metrics] + .http),

        // Clients: the wire contract of a service, and the only part of it another service may import.
        .client("VaultClient", in: "Vault"),
        .client("FraudClient", in: "FraudScorer"),
        .client("SessionClient", in: "SessionAPI"),

        // What Swift cannot call by itself: prctl takes variable arguments.
        .systemLibrary(name: "CHardening", path: "Services/Vault/CHardening"),

        // Services: everything a service does, as a library.
        .service("VaultService", in: "Vault", uses: ["VaultClient", "CHardening"], embeds: ["Migrations"]),
        .service("FraudService", in: "FraudScorer", uses: ["FraudClient", "Messages"], embeds: ["Migrations"]),
        .service(
            "SessionService",
            in: "SessionAPI",
            uses: ["Messages", "SessionClient", "VaultClient", "FraudClient"],
            embeds: ["Migrations"]
        ),
        .service(
            "PageService",
            in: "HostedPage",
            uses: ["SessionClient", "VaultClient", .mustache],
            embeds: ["Templates", "Assets"]
        ),
        .service("WebhookService", in: "WebhookSender", uses: ["Messages"], embeds: ["Migrations"]),
        .service("SandboxService", in: "Sandbox", uses: [.mustache], embeds: ["Templates"]),

        // Executables: a main of a few lines each.
        .executable("vault", in: "Vault", runs: ["VaultService"]),
        .executable("fraud-scorer", in: "FraudScorer", runs: ["FraudService"]),
        .executable("session-api", in: "SessionAPI", runs: ["SessionService"]),
        .executable("hosted-page", in: "HostedPage", runs: ["PageService"]),
        .executable("webhook-sender", in: "WebhookSender", runs: ["WebhookService"]),
        .executable("sandbox", in: "Sandbox", runs: ["SandboxService"]),
        .executable(
            "paydesk",
            in: "Paydesk",
            runs: .everyService,
            uses: [.argumentParser, .subprocess, "Messages", "SessionClient"] + .plumbing(without: "Bootstrap")
        ),

        // Tests: one target per library, then the suites that see them all.
        .target(
            name: "TestSupport",
            dependencies: ["Messages"] + .plumbing + [.hummingbirdTesting, .subprocess],
            path: "Tests/TestSupport",
            swiftSettings: .strict
        ),
        .tests(of: "Payments"),
        .tests(of: "Postgres"),
        .tests(of: "Secrets"),
        .tests(of: "Telemetry"),
        .tests(of: "HTTPKit"),
        .tests(of: "Messages", uses: ["WebhookService"]),
        .tests(of: "Bootstrap"),
        .tests(of: "VaultService", uses: ["VaultClient"]),
        .tests(of: "FraudService", uses: ["FraudClient", "Messages", "WebhookService"]),
        .tests(of: "SessionService", uses: ["SessionClient", "VaultClient", "FraudClient", "WebhookService"]),
        .tests(of: "PageService", uses: ["SessionClient", "VaultClient"], excludes: ["__Snapshots__"]),
        .tests(of: "WebhookService"),
        .tests(of: "SandboxService", excludes: ["__Snapshots__"]),
        .testTarget(
            name: "PaydeskTests",
            dependencies: ["paydesk", "TestSupport"] + .plumbing,
            path: "Tests/PaydeskTests",
            exclude: ["__Snapshots__"],
            swiftSettings: .strict
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: .everyService + .plumbing + ["TestSupport"],
            path: "Tests/EndToEndTests",
            swiftSettings: .strict
        ),
        .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: .strict),
    ]
)

// MARK: - The words this manifest is written in

extension Target {
    static func shared(_ name: String, uses dependencies: [Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: .strict)
    }

    static func client(_ name: String, in folder: String) -> Target {
        .target(
            name: name,
            dependencies: ["Payments", "Secrets", "HTTPKit"] + .http,
            path: "Services/\(folder)/Client",
            swiftSettings: .strict
        )
    }

    static func service(
        _ name: String,
        in folder: String,
        uses dependencies: [Dependency] = [],
        embeds folders: [String] = []
    ) -> Target {
        .target(
            name: name,
            dependencies: .plumbing + dependencies,
            path: "Services/\(folder)/Service",
            exclude: ["README.md"],
            resources: folders.map { .embedInCode($0) },
            swiftSettings: .strict
        )
    }

    static func executable(
        _ name: String,
        in folder: String,
        runs services: [Dependency],
        uses dependencies: [Dependency] = []
    ) -> Target {
        .executableTarget(
            name: name,
            dependencies: ["Bootstrap"] + services + dependencies,
            path: "Services/\(folder)/Main",
            swiftSettings: .strict
        )
    }

    static func tests(of name: String, uses dependencies: [Dependency] = [], excludes: [String] = []) -> Target {
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name), "TestSupport"] + .plumbing(without: name) + dependencies,
            path: "Tests/\(name)Tests",
            exclude: excludes,
            swiftSettings: .strict
        )
    }
}

extension [SwiftSetting] {
    static var strict: [SwiftSetting] {
        [
            .enableUpcomingFeature("ExistentialAny"),  // SE-0335
            .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
            .treatAllWarnings(as: .error),  // SE-0480
        ]
    }
}

extension [Target.Dependency] {
    /// What speaks HTTP, on either side.
    static var http: Self {
        [
            .httpClient, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .nioPosix, .serviceLifecycle,
            .unixSignals,
        ]
    }

    /// What every service is built from.
    static var plumbing: Self { plumbing(without: "") }

    /// The same, for a target that names one of them already.
    static func plumbing(without name: String) -> Self {
        ["Bootstrap", "HTTPKit", "Payments", "Postgres", "Secrets", "Telemetry"]
            .filter { $0 != name }.map { .byName(name: $0) }
            + [.asyncAlgorithms, .collections, .crypto, .metrics] + .http
    }

    static var everyService: Self {
        ["VaultService", "FraudService", "SessionService", "PageService", "WebhookService", "SandboxService"]
    }
}

extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var asyncAlgorithms: Self { .product(name: "AsyncAlgorithms", package: "swift-async-algorithms") }
    static var collections: Self { .product(name: "Collections", package: "swift-collections") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var httpClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var metrics: Self { .product(name: "Metrics", package: "swift-metrics") }
    static var mustache: Self { .product(name: "Mustache", package: "swift-mustache") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var serviceLifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var unixSignals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
}
