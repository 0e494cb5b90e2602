import Foundation
import Payments
import Postgres
import TestSupport
import Testing
import WebhookService

@testable import SessionService

@Suite struct MerchantSettingsTests {
    @Test(arguments: [
        "{}",
        #"{"later": {"thing": 1}, "fraud": {}}"#,
        #"{"fraud": {"when_away": "maybe"}, "three_d_secure": {"unavailable": null}}"#,
        "[]", "3",
    ])
    func `what is not decided is as usual`(json: String) {
        #expect(MerchantSettings(json: json) == .standard)
    }

    @Test func `a decision holds, beside names that are not known`() {
        let json = """
            {"three_d_secure": {"unavailable": "refuse", "new": []},
             "fraud": {"when_away": "authenticate", "enforce_in_test": true}}
            """
        #expect(
            MerchantSettings(json: json)
                == MerchantSettings(
                    threeDSecureUnavailable: .refuse,
                    fraudWhenAway: .authenticate,
                    fraudEnforcedInTest: true
                )
        )
    }

    @Test func `every setting can be decided, read and decided again`() async throws {
        try await TestPostgres.withDatabase(migrations: SessionMigrations.all) { database in
            let store = MerchantStore(database.owner)
            let merchant = Merchant(id: .make(.system), name: "Demo", created: Date(timeIntervalSince1970: 1))
            try await store.insert(merchant)
            try await database.owner.execute(#"UPDATE checkout.merchants SET settings = '{"fraud": {"other": 7}}'"#)
            for key in MerchantSettings.keys {
                for choice in key.choices.reversed() {
                    let decided = try #require(try await store.decide(key, choice, for: merchant.id))
                    #expect(decided.settings.value(of: key) == choice)
                }
                _ = try await store.decide(key, key.choices[1], for: merchant.id)
            }
            let read = try await store.merchant(merchant.id)?.settings
            #expect(
                read == .init(threeDSecureUnavailable: .refuse, fraudWhenAway: .authenticate, fraudEnforcedInTest: true)
            )
            let kept = try await database.owner.one("SELECT settings #>> '{fraud,other}' FROM checkout.merchants")
            #expect(try kept.get(0, as: String.self) == "7")
            #expect(try await store.decide(MerchantSettings.keys[0], "refuse", for: .make(.system)) == nil)
        }
    }
}
