import Foundation
import Messages
import Payments
import Postgres
import Secrets
import SessionService

/// The merchant that a new stack has: with a test key, and with the demo store's endpoint.
///
/// Made once and kept among the secrets. What the database has lost since is made again.
struct DemoMerchant: Sendable {
    let database: Database
    let secrets: SecretsFolder
    let clock: WallClock
    /// Where the demo store hears of events.
    let webhookURL: String

    /// What the demo store needs to sell something.
    struct Credentials: Sendable {
        var secretKey: String
        var webhookSecret: String
    }

    func prepare() async throws -> Credentials {
        let merchant = try await merchant()
        return Credentials(
            secretKey: try await secretKey(of: merchant),
            webhookSecret: try await webhookSecret(of: merchant)
        )
    }

    private func merchant() async throws -> ID<Merchant> {
        let text = try secrets.text(SecretName.demoMerchant) { ID<Merchant>.make(secrets.randomness).rawValue }
        guard let id = ID<Merchant>(text) else {
            throw Problem("\(secrets.file(SecretName.demoMerchant)) does not hold a merchant's id. Remove it.")
        }
        let store = MerchantStore(database)
        if try await store.merchant(id) == nil {
            try await store.insert(
                Merchant(
                    id: id,
                    name: DemoBrand.name,
                    brandColor: DemoBrand.color,
                    supportEmail: DemoBrand.supportEmail,
                    created: clock.now
                )
            )
            var brand = BrandChange()
            brand.icon = .set(try DemoBrand.icon())
            _ = try await store.brand(id, brand, at: clock.now)
        }
        return id
    }

    private func secretKey(of merchant: ID<Merchant>) async throws -> String {
        let store = APIKeyStore(database)
        if let known = try secrets.read(SecretName.demoKey), let key = try? APIKey(reading: known),  // else: a new one
            let holder = try await store.holder(ofHash: APIKeyStore.hash(of: key)), holder.merchant.id == merchant,
            !holder.isRevoked
        {
            return known
        }
        let made = try await store.create(for: merchant, livemode: false, at: clock.now, secrets.randomness)
        return try made.key.withValue { key in
            try secrets.write(key, to: SecretName.demoKey)
            return key
        }
    }

    /// The endpoint follows the store when that moves to another port.
    private func webhookSecret(of merchant: ID<Merchant>) async throws -> String {
        let key = try SealingKey(SecretBytes(Hex.decode(try secrets.key(SecretName.webhookSecretsKey)) ?? []))
        let store = EndpointStore(database, key: key, randomness: secrets.randomness)
        if let text = try secrets.read(SecretName.demoEndpoint), let id = ID<Endpoint>(text),
            let known = try secrets.read(SecretName.demoWebhookSecret),
            let endpoint = try await store.find(id, merchant: merchant.rawValue, livemode: false)
        {
            if endpoint.url == webhookURL, endpoint.status == .enabled { return known }
            _ = try await store.delete(id, merchant: merchant.rawValue, livemode: false)
        }
        let new = NewEndpoint(
            merchant: merchant.rawValue,
            livemode: false,
            // Who sets up a stack decides where its own store is.
            url: try EndpointURL.check(webhookURL, livemode: false, allowPrivate: true),
            description: "The demo store"
        )
        let made = try await store.insert(new, at: clock.now)
        return try made.secret.withValue { secret in
            try secrets.write(secret, to: SecretName.demoWebhookSecret)
            try secrets.write(made.endpoint.id.rawValue, to: SecretName.demoEndpoint)
            return secret
        }
    }
}
