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
                "VAULT_", "ACQUIRER_", "DIRECTORY_SERVER_", "RELAY_", "CVC_", "FORBID_DUMPS", "DATABASE_CONNECTIONS",
                "TRUSTED_PROXIES",
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
                "PAYDESK_CREDENTIAL": SecretName.credential(of: .paydesk),
                "DIRECTORY_SERVER_CREDENTIAL": SecretName.directoryServerCredential,
                "TICKET_KEY": SecretName.ticketKey,
                "WEBHOOK_SECRETS_KEY": SecretName.webhookSecretsKey,
            ],
            inherits: [
                "SESSION_", "THREE_DS_", "TEST_ACQUIRER", "LIVE_ACQUIRER", "WEBHOOK_ALLOW_PRIVATE",
                "DATABASE_CONNECTIONS", "TRUSTED_PROXIES",
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
