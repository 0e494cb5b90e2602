import HTTPKit

/// The six processes of a stack and what each is told; a process is given no secret that it does not need.
enum ServicePlans {
    static func all(portBase: Int, state: StateFolder) -> [ServicePlan] {
        [
            ServicePlan(
                caller: .vault,
                portBase: portBase,
                settings: [
                    "ACQUIRERS": "sandbox",
                    "ACQUIRER_SANDBOX_URL": "http://127.0.0.1:\(portBase + 10)/acquirer",
                ],
                secrets: [
                    "DATABASE_URL": SecretName.database(of: .vault),
                    "VAULT_KEK": SecretName.vaultKEK,
                    "TICKET_KEY": SecretName.ticketKey,
                    "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
                ],
                inherits: ["VAULT_", "ACQUIRER_", "DATABASE_CONNECTIONS", "TRUSTED_PROXIES", "FAILPOINT"]
            ),
            ServicePlan(
                caller: .fraudScorer,
                portBase: portBase,
                secrets: [
                    "DATABASE_URL": SecretName.database(of: .fraudScorer),
                    "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
                ],
                inherits: ["FRAUD_", "DATABASE_CONNECTIONS", "FAILPOINT"]
            ),
            ServicePlan(
                caller: .webhookSender,
                portBase: portBase,
                secrets: [
                    "DATABASE_URL": SecretName.database(of: .webhookSender),
                    "WEBHOOK_SECRETS_KEY": SecretName.webhookSecretsKey,
                ],
                inherits: ["WEBHOOK_", "DATABASE_CONNECTIONS", "FAILPOINT"]
            ),
            ServicePlan(
                caller: .sessionAPI,
                portBase: portBase,
                secrets: [
                    "DATABASE_URL": SecretName.database(of: .sessionAPI),
                    "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
                    "HOSTED_PAGE_CREDENTIAL": SecretName.credential(of: .hostedPage),
                    "TICKET_KEY": SecretName.ticketKey,
                    "WEBHOOK_SECRETS_KEY": SecretName.webhookSecretsKey,
                ],
                inherits: ["SESSION_", "TEST_ACQUIRER", "DATABASE_CONNECTIONS", "TRUSTED_PROXIES", "FAILPOINT"]
            ),
            ServicePlan(
                caller: .hostedPage,
                portBase: portBase,
                secrets: [
                    "HOSTED_PAGE_CREDENTIAL": SecretName.credential(of: .hostedPage),
                    "PAGE_KEY": SecretName.pageKey,
                ],
                inherits: ["PAGE_", "TRUSTED_PROXIES", "FAILPOINT"]
            ),
            ServicePlan(
                caller: .sandbox,
                portBase: portBase,
                settings: [
                    "SANDBOX_LEDGER": "\(state.sandbox)/ledger.jsonl",
                    "SANDBOX_ORDERS": "\(state.sandbox)/orders.jsonl",
                ],
                secrets: [
                    "STORE_SECRET_KEY": SecretName.demoKey,
                    "STORE_WEBHOOK_SECRET": SecretName.demoWebhookSecret,
                ],
                inherits: ["SANDBOX_", "STORE_", "FAILPOINT"]
            ),
        ]
    }
}

/// What secrets are called in the state folder.
enum SecretName {
    static let vaultKEK = "vault-kek"
    static let ticketKey = "ticket-key"
    static let webhookSecretsKey = "webhook-secrets-key"
    static let pageKey = "page-key"
    static let demoMerchant = "demo-merchant"
    static let demoKey = "demo-secret-key"
    static let demoEndpoint = "demo-webhook-endpoint"
    static let demoWebhookSecret = "demo-webhook-secret"

    /// Keys of 32 bytes that are simply made.
    static let keys = [vaultKEK, ticketKey, webhookSecretsKey, pageKey]

    static func credential(of caller: Caller) -> String { "\(caller.rawValue)-credential" }
    static func password(of role: String) -> String { "postgres-\(role.replacing("_", with: "-"))" }
    static func database(of caller: Caller) -> String { "\(caller.rawValue)-database-url" }
}
