import Bootstrap
import HTTPKit
import Messages
import Payments
import Postgres
import Secrets

/// What session-api is told at its start; every setting stands in the README beside this file.
package struct SessionConfiguration: Sendable {
    let database: PostgresConfiguration
    let ports: Ports
    let pageURL: String
    /// Where merchants and directory servers reach this service.
    let apiURL: String
    /// Where directory servers tell how a challenge ended; inside a compose network they do not come by the public address.
    let resultURL: String
    /// Where browsers reach the vault.
    let vaultURL: String
    /// Where this process reaches the vault and the scorer.
    let vaultInternalURL: String
    let scorerInternalURL: String
    /// What this process shows to the services that it calls.
    let credential: SecretString
    /// The services that may call this one.
    let callers: CallerCredentials
    /// Signs the tickets that the vault checks.
    let ticketKey: SecretBytes
    /// What directory servers show when they tell how a challenge ended.
    let directoryServerCredential: SecretString
    /// The 3-D Secure directory server that is asked, by its name in the vault's settings.
    let directoryServer: String
    let webhookSecretsKey: SealingKey
    /// The acquirer of test payments.
    let testAcquirer: String
    /// The acquirer of live payments; without one, live sessions are refused.
    let liveAcquirer: String?
    /// Whether test-mode endpoints may have private addresses and plain http, as in a compose network.
    let allowsPrivateWebhooks: Bool

    /// - Throws: `SettingsError` naming the first setting that is wrong.
    package init(_ settings: Settings) throws {
        database = try settings.database(applicationName: "session-api")
        ports = try settings.ports(of: .sessionAPI)
        let page = try settings.publicURL(of: .hostedPage)
        pageURL = page.hasSuffix("/") ? String(page.dropLast()) : page
        apiURL = try settings.publicURL(of: .sessionAPI)
        resultURL = try settings.url("THREE_DS_SERVER_URL", default: apiURL + "/3ds/rreq")
        vaultURL = try settings.publicURL(of: .vault)
        vaultInternalURL = try settings.internalURL(of: .vault)
        scorerInternalURL = try settings.internalURL(of: .fraudScorer)
        credential = try settings.secret(Caller.sessionAPI.credentialSetting)
        callers = try settings.credentials(of: [.hostedPage], optional: [.paydesk])
        ticketKey = try settings.key("TICKET_KEY")
        directoryServerCredential = try settings.secret("DIRECTORY_SERVER_CREDENTIAL")
        directoryServer = try settings.string("DIRECTORY_SERVER", default: "sandbox")
        testAcquirer = try settings.string("TEST_ACQUIRER", default: "sandbox")
        webhookSecretsKey = try SealingKey(settings.key("WEBHOOK_SECRETS_KEY"))
        liveAcquirer = try settings.optionalString("LIVE_ACQUIRER")
        let targets: TestTargets = try settings.choice("WEBHOOK_ALLOW_PRIVATE", default: .loopback)
        allowsPrivateWebhooks = targets == .privateNetworks
    }
}
