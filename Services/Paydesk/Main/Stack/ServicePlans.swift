import HTTPKit

/// The six processes of a stack and what each is told; a process is given no secret that it does not need.
enum ServicePlans {
    static func all(portBase: Int, state: StateFolder) -> [ServicePlan] {
        [
            vault(portBase),
            fraudScorer(portBase),
            webhookSender(portBase),
            sessionAPI(portBase),
            hostedPage(portBase),
            sandbox(portBase, state),
        ]
    }

    private static func vault(_ portBase: Int) -> ServicePlan {
        ServicePlan(
            caller: .vault,
            portBase: portBase,
            settings: [
                "ACQUIRERS": "sandbox",
                "ACQUIRER_SANDBOX_URL": "http://127.0.0.1:\(portBase + 10)/acquirer",
                "DIRECTORY_SERVERS": "sandbox",
                "DIRECTORY_SERVER_SANDBOX_URL": "http://127.0.0.1:\(portBase + 10)/acs",
            ],
            secrets: [
                "DATABASE_URL": SecretName.database(of: .vault),
                "VAULT_KEK": SecretName.vaultKEK,
                "TICKET_KEY": SecretName.ticketKey,
                "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
            ],
            inherits: [
                "VAULT_", "ACQUIRER_", "RELAY_", "CVC_", "FORBID_DUMPS", "DATABASE_CONNECTIONS", "TRUSTED_PROXIES",
            ]
        )
    }

    private static func fraudScorer(_ portBase: Int) -> ServicePlan {
        ServicePlan(
            caller: .fraudScorer,
            portBase: portBase,
            secrets: [
                "DATABASE_URL": SecretName.database(of: .fraudScorer),
                "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
            ],
            inherits: ["FRAUD_", "DATABASE_CONNECTIONS"]
        )
    }

    private static func webhookSender(_ portBase: Int) -> ServicePlan {
        ServicePlan(
            caller: .webhookSender,
            portBase: portBase,
            secrets: [
                "DATABASE_URL": SecretName.database(of: .webhookSender),
                "WEBHOOK_SECRETS_KEY": SecretName.webhookSecretsKey,
            ],
            inherits: ["WEBHOOK_", "DATABASE_CONNECTIONS"]
        )
    }

    private static func sessionAPI(_ portBase: Int) -> ServicePlan {
        ServicePlan(
            caller: .sessionAPI,
            portBase: portBase,
            secrets: [
                "DATABASE_URL": SecretName.database(of: .sessionAPI),
                "SESSION_API_CREDENTIAL": SecretName.credential(of: .sessionAPI),
                "HOSTED_PAGE_CREDENTIAL": SecretName.credential(of: .hostedPage),
                "TICKET_KEY": SecretName.ticketKey,
                "WEBHOOK_SECRETS_KEY": SecretName.webhookSecretsKey,
                "DIRECTORY_SERVER_CREDENTIAL": SecretName.directoryServerCredential,
            ],
            inherits: [
                "SESSION_", "TEST_ACQUIRER", "LIVE_ACQUIRER", "WEBHOOK_ALLOW_PRIVATE", "DATABASE_CONNECTIONS",
                "TRUSTED_PROXIES",
            ]
        )
    }

    private static func hostedPage(_ portBase: Int) -> ServicePlan {
        ServicePlan(
            caller: .hostedPage,
            portBase: portBase,
            secrets: [
                "HOSTED_PAGE_CREDENTIAL": SecretName.credential(of: .hostedPage),
                "PAGE_KEY": SecretName.pageKey,
            ],
            inherits: ["PAGE_", "TRUSTED_PROXIES"]
        )
    }

    private static func sandbox(_ portBase: Int, _ state: StateFolder) -> ServicePlan {
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
                "DIRECTORY_SERVER_CREDENTIAL": SecretName.directoryServerCredential,
            ],
            inherits: ["SANDBOX_", "STORE_"]
        )
    }
}

/// What secrets are called in the state folder.
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

    static func credential(of caller: Caller) -> String { "\(caller.rawValue)-credential" }
    static func password(of role: String) -> String { "postgres-\(role.replacing("_", with: "-"))" }
    static func database(of caller: Caller) -> String { "\(caller.rawValue)-database-url" }
}
