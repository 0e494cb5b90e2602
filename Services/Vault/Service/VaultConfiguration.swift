import Bootstrap
import Foundation
import HTTPKit
import Postgres
import Secrets

/// The vault's settings, read once and checked.
struct VaultConfiguration: Sendable {
    let ports: Ports
    let database: PostgresConfiguration
    let ticketKey: SecretBytes
    let kek: SecretBytes
    let pageURL: String
    let advertisedURL: String
    let credentials: CallerCredentials
    let acquirers: [String: Acquirer]
    let directoryServers: [String: Acquirer]
    let connectTimeout: Duration
    let relayTimeout: Duration
    let authenticationTimeout: Duration
    let codeLifetime: Duration
    let forbidsDumps: Bool

    init(_ settings: Settings) throws(SettingsError) {
        ports = try settings.ports(of: .vault)
        database = try settings.database(applicationName: "vault")
        ticketKey = try settings.key("TICKET_KEY")
        kek = try settings.key("VAULT_KEK")
        pageURL = try settings.publicURL(of: .hostedPage)
        advertisedURL = try settings.url("VAULT_ADVERTISE_URL", default: Self.ownURL(ports))
        credentials = try settings.credentials(of: [.sessionAPI])
        connectTimeout = try settings.seconds("RELAY_CONNECT_SECONDS", default: .seconds(2), in: 0.1...10)
        relayTimeout = try settings.seconds("RELAY_SECONDS", default: .seconds(25), in: 1...25)
        authenticationTimeout = try settings.seconds(
            "RELAY_AUTHENTICATE_SECONDS",
            default: .seconds(10),
            in: 0.1...10
        )
        codeLifetime = try settings.seconds("CVC_SECONDS", default: .seconds(900), in: 1...900)
        forbidsDumps = try settings.bool("FORBID_DUMPS", default: true)
        acquirers = try Self.peers(settings, "ACQUIRER")
        directoryServers = try Self.peers(settings, "DIRECTORY_SERVER")
    }

    /// Where the other services reach this very instance: its listen address, or the machine's name when it listens on all.
    private static func ownURL(_ ports: Ports) -> String {
        let listensOnAll = ["0.0.0.0", "::"].contains(ports.address)
        let host = listensOnAll ? ProcessInfo.processInfo.hostName : ports.address
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(ports.internalPort)"
    }

    /// `ACQUIRERS=sandbox`, then `ACQUIRER_SANDBOX_URL`, `…_MODE`, `…_CREDENTIAL`; directory servers in the same way.
    private static func peers(_ settings: Settings, _ kind: String) throws(SettingsError) -> [String: Acquirer] {
        var peers: [String: Acquirer] = [:]
        for name in try settings.list("\(kind)S") {
            guard name.utf8.allSatisfy({ isNameByte($0) }) else {
                throw SettingsError("\(kind)S: \(name): expected lower-case letters, digits, dashes and underscores")
            }
            let prefix = "\(kind)_\(name.uppercased().replacing("-", with: "_"))"
            let url = try settings.url("\(prefix)_URL")
            let mode: Mode = try settings.choice("\(prefix)_MODE", default: .test)
            guard mode == .test || url.hasPrefix("https://") else {
                throw SettingsError("\(prefix)_URL: in live mode it is called by https only")
            }
            peers[name] = Acquirer(
                baseURL: url,
                livemode: mode == .live,
                credential: try settings.optionalSecret("\(prefix)_CREDENTIAL")
            )
        }
        return peers
    }

    private enum Mode: String, CaseIterable {
        case test, live
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
