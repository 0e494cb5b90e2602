import Foundation
import Secrets

/// An acquirer or a directory server that the configuration knows: where it is, and what it may be given.
struct Acquirer: Sendable {
    /// Origin and path that every operation's path is added to, such as `https://acquirer.example/v2`.
    let baseURL: String
    /// Whether it is for real money: live cards go nowhere else, and test cards never here.
    let livemode: Bool
    /// Our bearer credential with it, if it wants one.
    let credential: SecretString?

    /// Always POST: `authorize` to `{baseURL}/authorize`, `authenticate` to `{baseURL}/areq`.
    func url(of operation: AcquirerOperation) -> String {
        "\(baseURL)/\(operation.path)"
    }
}
