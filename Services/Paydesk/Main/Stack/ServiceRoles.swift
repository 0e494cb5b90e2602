import Foundation
import HTTPKit
import Payments
import Postgres

/// Which service connects to the database as which role.
enum ServiceRoles {
    static let all: [(caller: Caller, role: Roles)] = [
        (.sessionAPI, .sessionAPI), (.vault, .vault), (.fraudScorer, .fraudScorer), (.webhookSender, .webhookSender),
    ]

    /// Gives each role the password that is kept among the secrets, made if it is not there yet.
    static func setPasswords(from secrets: SecretsFolder, in owner: Database) async throws {
        for (_, role) in all {
            let password = try secrets.password(SecretName.password(of: role.rawValue))
            // What the server is told, and may log, is of no use for logging in.
            let verifier = SCRAMVerifier.text(password: password, salt: secrets.randomness.bytes(16))
            try await Roles.setPassword(verifier, of: role, in: owner)
        }
    }
}
