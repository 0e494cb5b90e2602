import Foundation

/// What a merchant has decided for itself; what it has not decided is as in `standard`.
///
/// Kept as a JSON object of groups, `{"fraud": {"when_away": "refuse"}}`; names that this version does not know are left alone.
package struct MerchantSettings: Sendable, Hashable {
    /// What becomes of a payment whose 3-D Secure authentication could not be tried.
    package var threeDSecureUnavailable: AuthenticationAway
    /// What becomes of a payment while the fraud scorer does not answer.
    package var fraudWhenAway: ScorerAway
    /// Whether velocity rules and the networks' retry rules block payments in test mode too.
    package var fraudEnforcedInTest: Bool

    package init(
        threeDSecureUnavailable: AuthenticationAway = .authorize,
        fraudWhenAway: ScorerAway = .allow,
        fraudEnforcedInTest: Bool = false
    ) {
        self.threeDSecureUnavailable = threeDSecureUnavailable
        self.fraudWhenAway = fraudWhenAway
        self.fraudEnforcedInTest = fraudEnforcedInTest
    }

    /// Of a merchant that has decided nothing.
    package static let standard = MerchantSettings()

    /// `three_d_secure.unavailable`.
    package enum AuthenticationAway: String, Sendable, CaseIterable {
        /// Authorize without authentication, and so without its shift of liability.
        case authorize
        case refuse
    }

    /// `fraud.when_away`.
    package enum ScorerAway: String, Sendable, CaseIterable {
        /// Go on, and flag the payment for a look afterwards.
        case allow
        /// Have the card's bank ask its customer.
        case authenticate
        case refuse
    }

    /// Takes a column's text; a value that is none of its choices counts as not decided.
    package init(json: String) {
        self.init()
        guard json != "{}", let values = try? JSONDecoder().decode(Stored.self, from: Data(json.utf8)) else {
            // The column is checked for its known values, so only what is not an object of groups comes here.
            return
        }
        if let value = values.threeDSecure?.unavailable.flatMap(AuthenticationAway.init) {
            threeDSecureUnavailable = value
        }
        if let value = values.fraud?.whenAway.flatMap(ScorerAway.init) { fraudWhenAway = value }
        if let value = values.fraud?.enforceInTest { fraudEnforcedInTest = value }
    }

    private struct Stored: Decodable {
        let threeDSecure: ThreeDSecure?
        let fraud: Fraud?

        struct ThreeDSecure: Decodable {
            let unavailable: String?
        }

        struct Fraud: Decodable {
            let whenAway: String?
            let enforceInTest: Bool?

            enum CodingKeys: String, CodingKey {
                case whenAway = "when_away"
                case enforceInTest = "enforce_in_test"
            }
        }

        enum CodingKeys: String, CodingKey {
            case threeDSecure = "three_d_secure"
            case fraud
        }
    }
}

extension MerchantSettings {
    /// One setting as people name it.
    package struct Key: Sendable, Hashable {
        /// The group that it is kept in.
        package let group: String
        package let name: String
        /// The values that it may have; the first is what holds without a decision.
        package let choices: [String]
        /// What it decides, in one sentence.
        package let meaning: String

        /// `three_d_secure.unavailable` and its like.
        package var path: String { "\(group).\(name)" }

        /// Whether its values are stored as JSON's true and false.
        package var isSwitch: Bool { choices == ["false", "true"] }
    }

    /// Every setting that there is.
    package static let keys: [Key] = [
        Key(
            group: "three_d_secure",
            name: "unavailable",
            choices: AuthenticationAway.allCases.map(\.rawValue),
            meaning: "What becomes of a payment whose 3-D Secure authentication could not be tried."
        ),
        Key(
            group: "fraud",
            name: "when_away",
            choices: ScorerAway.allCases.map(\.rawValue),
            meaning: "What becomes of a payment while the fraud scorer does not answer."
        ),
        Key(
            group: "fraud",
            name: "enforce_in_test",
            choices: ["false", "true"],
            meaning: "Whether velocity and retry rules block payments in test mode too."
        ),
    ]

    /// The setting with this path, if there is one.
    package static func key(_ path: String) -> Key? {
        keys.first { $0.path == path }
    }

    /// What holds for a setting, as people write it.
    package func value(of key: Key) -> String {
        switch key.path {
        case "three_d_secure.unavailable": threeDSecureUnavailable.rawValue
        case "fraud.when_away": fraudWhenAway.rawValue
        default: String(fraudEnforcedInTest)
        }
    }
}
