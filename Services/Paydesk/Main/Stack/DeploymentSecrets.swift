import Foundation
import HTTPKit
import Payments
import Postgres

/// The secrets of a deployment whose processes run apart, in containers say: `owner/` has all of them, and each process
/// a folder of its own with what it needs and nothing else.
///
/// Everything is made once. A secret that is replaced in `owner/` reaches the others with the next run.
struct DeploymentSecrets: Sendable {
    /// Holds the folders.
    let folder: String
    let randomness: Randomness

    static let ownerPassword = "postgres-owner"
    static let ownerDatabase = "owner-database-url"

    /// All of them, flat, as `up` keeps its own.
    var owner: SecretsFolder { SecretsFolder(path: "\(folder)/owner", randomness: randomness) }

    /// What was made for whom.
    struct Report: Encodable {
        var folder: String
        /// The names of the secrets that each process finds.
        var processes: [String: [String]]
    }

    /// Makes what is missing.
    ///
    /// - Parameter database: the database as its owner; without a password in it, one is made for the server as well.
    /// - Returns: who has what.
    /// - Throws: `Problem` for a folder that cannot be written.
    func make(for database: DatabaseURL) throws -> Report {
        try StateFolder.makeFolder(owner.path, mode: 0o700)
        try owner.makeMissing()
        var ownerURL = database
        if !database.hasPassword {
            let password = try owner.password(Self.ownerPassword)
            ownerURL = try DatabaseURL(database.text(role: database.role ?? "postgres", password: password))
        }
        try owner.write(ownerURL.text, to: Self.ownerDatabase)
        for (caller, role) in ServiceRoles.all {
            let password = try owner.password(SecretName.password(of: role.rawValue))
            try owner.write(
                ownerURL.text(role: role.rawValue, password: password),
                to: SecretName.database(of: caller)
            )
        }
        return Report(folder: folder, processes: try distribute())
    }

    /// Copies to each process, or to one alone, what it needs, as far as it exists.
    ///
    /// - Returns: the names by process.
    @discardableResult
    func distribute(to only: Caller? = nil) throws -> [String: [String]] {
        var names = ["postgres": [Self.ownerPassword]]
        for plan in ServicePlans.all(portBase: 8080, state: StateFolder(folder)) {
            names[plan.name] = plan.secrets.values.sorted()
        }
        var given: [String: [String]] = [:]
        for (process, wanted) in names where only == nil || only?.rawValue == process {
            let target = SecretsFolder(path: "\(folder)/\(process)", randomness: randomness)
            try StateFolder.makeFolder(target.path, mode: 0o700)
            for name in wanted {
                guard let text = try owner.read(name) else { continue }
                if try target.read(name) != text { try target.write(text, to: name) }
                given[process, default: []].append(name)
            }
        }
        return given
    }
}
