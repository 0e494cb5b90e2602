import Foundation

/// A user and its group on this machine.
struct Account: Sendable, Equatable {
    var user: uid_t
    var group: gid_t
    var name: String

    /// Whom Postgres runs as: it refuses root, so root lends it another account; anybody else keeps their own (nil).
    static func forPostgres() throws -> Account? {
        guard geteuid() == 0 else { return nil }
        guard let account = named("postgres") ?? named("nobody") else {
            throw Problem("Postgres does not run as root, and this machine has neither a user postgres nor nobody.")
        }
        return account
    }

    static func named(_ name: String) -> Account? {
        guard let entry = getpwnam(name) else { return nil }
        return Account(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, name: name)
    }

    /// Makes a file or folder belong to this account.
    func own(_ path: String) throws {
        guard chown(path, user, group) == 0 else {
            throw Problem("\(path) cannot be given to user \(name): \(String(cString: strerror(errno)))")
        }
    }
}
