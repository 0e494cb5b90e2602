import HTTPKit

/// What secrets are called, in the state folder of `up` and in a deployment's secrets.
enum SecretName {
    static let vaultKEK = "vault-kek"
    static let ticketKey = "ticket-key"
    static let webhookSecretsKey = "webhook-secrets-key"
    static let pageKey = "page-key"
    /// What directory servers show to session-api, when they tell how a challenge ended.
    static let directoryServerCredential = "directory-server-credential"
    static let demoMerchant = "demo-merchant"
    static let demoKey = "demo-secret-key"
    static let demoEndpoint = "demo-webhook-endpoint"
    static let demoWebhookSecret = "demo-webhook-secret"

    /// Keys of 32 bytes that are simply made.
    static let keys = [vaultKEK, ticketKey, webhookSecretsKey, pageKey]

    /// What one of our programs shows another, or a directory server shows us.
    static let credentials =
        [Caller.sessionAPI, .hostedPage, .paydesk].map { credential(of: $0) } + [directoryServerCredential]

    static func credential(of caller: Caller) -> String { "\(caller.rawValue)-credential" }
    static func password(of role: String) -> String { "postgres-\(role.replacing("_", with: "-"))" }
    static func database(of caller: Caller) -> String { "\(caller.rawValue)-database-url" }
}
