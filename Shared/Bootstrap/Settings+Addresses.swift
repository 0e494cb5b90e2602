import HTTPKit
import Postgres
import Secrets

/// Where a process listens.
package struct Ports: Sendable {
    /// Nil for a process without a public port.
    package let publicPort: Int?
    package let internalPort: Int
    package let address: String
}

extension Caller {
    /// The offset of the public port from `PORT_BASE`; nil for a service that the world does not reach.
    package var publicOffset: Int? {
        switch self {
        case .sessionAPI: 0
        case .hostedPage: 1
        case .vault: 2
        case .sandbox: 10
        case .fraudScorer, .webhookSender, .paydesk: nil
        }
    }

    /// The offset of the internal port from `PORT_BASE`.
    package var internalOffset: Int {
        switch self {
        case .sessionAPI: 1000
        case .hostedPage: 1001
        case .vault: 1002
        case .fraudScorer: 1003
        case .webhookSender: 1004
        case .sandbox: 1010
        case .paydesk: 1020
        }
    }
}

extension Settings {
    /// `PORT_BASE`, 8080 unless set: all ports follow from it.
    package func portBase() throws(SettingsError) -> Int {
        try int("PORT_BASE", default: 8080, in: 1...60_000)
    }

    /// `PUBLIC_PORT`, `INTERNAL_PORT`, `LISTEN_ADDRESS`.
    package func ports(of caller: Caller) throws(SettingsError) -> Ports {
        let base = try portBase()
        var publicPort: Int?
        if let offset = caller.publicOffset {
            publicPort = try int("PUBLIC_PORT", default: base + offset, in: 0...65_535)
        }
        return Ports(
            publicPort: publicPort,
            internalPort: try int("INTERNAL_PORT", default: base + caller.internalOffset, in: 0...65_535),
            address: try string("LISTEN_ADDRESS", default: "127.0.0.1")
        )
    }

    /// Where customers and merchants reach a service: `API_URL`, `PAGE_URL`, `VAULT_URL`, `SANDBOX_URL`.
    package func publicURL(of caller: Caller) throws(SettingsError) -> String {
        let name =
            switch caller {
            case .sessionAPI: "API_URL"
            case .hostedPage: "PAGE_URL"
            case .vault: "VAULT_URL"
            default: "SANDBOX_URL"
            }
        return try url(name, default: "http://127.0.0.1:\(try portBase() + (caller.publicOffset ?? 0))")
    }

    /// Where our own services reach it: `VAULT_INTERNAL_URL` and its like.
    package func internalURL(of caller: Caller) throws(SettingsError) -> String {
        let name = caller.rawValue.uppercased().replacing("-", with: "_") + "_INTERNAL_URL"
        return try url(name, default: "http://127.0.0.1:\(try portBase() + caller.internalOffset)")
    }

    /// The credentials of the services that may call, each in its own setting.
    ///
    /// Those in `optional` cannot call while theirs is not set.
    package func credentials(
        of callers: [Caller],
        optional others: [Caller] = []
    ) throws(SettingsError) -> CallerCredentials {
        var known: [Caller: SecretString] = [:]
        for caller in callers { known[caller] = try secret(caller.credentialSetting) }
        for caller in others { known[caller] = try optionalSecret(caller.credentialSetting) }
        return CallerCredentials(known)
    }

    /// `DATABASE_URL` (usually as `DATABASE_URL_FILE`), `DATABASE_CONNECTIONS`.
    package func database(applicationName: String) throws(SettingsError) -> PostgresConfiguration {
        let connections = try int("DATABASE_CONNECTIONS", default: 8, in: 1...200)
        return try secret("DATABASE_URL").withValue { url in
            PostgresConfiguration(
                url: url,
                applicationName: applicationName,
                maximumConnections: connections
            )
        }
    }

    /// `TRUSTED_PROXIES`: addresses and ranges whose `X-Forwarded-For` is believed.
    package func trustedProxies() throws(SettingsError) -> TrustedProxies {
        guard let proxies = TrustedProxies(try list("TRUSTED_PROXIES")) else {
            throw SettingsError("TRUSTED_PROXIES: expected addresses and ranges such as 10.0.0.1,172.16.0.0/12")
        }
        return proxies
    }
}
