internal import CLibPQ

/// One host to connect to, as libpq's keywords and values.
///
/// A URL with several hosts gives one target for each, so that each has a deadline of its own; libpq itself would
/// wait for the first one without end.
struct ConnectionTarget: Sendable {
    let parameters: [(keyword: String, value: String)]

    /// The hosts of a configuration, in the order in which they are tried.
    ///
    ///
    /// - Throws: `.connectionFailed` when the URL cannot be read. The reason does not quote it, since it may hold a
    ///   password.
    static func all(of configuration: PostgresConfiguration) throws(PostgresError) -> [ConnectionTarget] {
        guard var shared = parse(configuration.url) else {
            throw .connectionFailed("the database URL cannot be read")
        }
        shared["application_name"] = configuration.applicationName
        shared["client_encoding"] = "UTF8"
        // Deadlines are the client's: a server-side statement_timeout of the role would cancel writes in their commit.
        let own = configuration.settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value) " }.joined()
        let settings = own + "-c timezone=UTC -c datestyle=ISO -c statement_timeout=0 -c client_min_messages=warning"
        shared["options"] = shared["options"].map { "\($0) \(settings)" } ?? settings
        shared["gssencmode"] = shared["gssencmode"] ?? "disable"
        shared["connect_timeout"] = nil

        let hosts = list(shared.removeValue(forKey: "host"))
        let addresses = list(shared.removeValue(forKey: "hostaddr"))
        let ports = list(shared.removeValue(forKey: "port"))
        let count = max(hosts.count, addresses.count, 1)
        guard ports.count <= 1 || ports.count == count else {
            throw .connectionFailed("the database URL names \(count) hosts and \(ports.count) ports")
        }
        // libpq prefers a standby by going through the whole list twice; with one host at a time that is done here.
        let prefersStandby = shared["target_session_attrs"] == "prefer-standby"
        let passes = prefersStandby ? ["standby", "any"] : [shared["target_session_attrs"] ?? "any"]
        return passes.flatMap { attributes in
            (0..<count).map { index in
                var own = shared
                own["target_session_attrs"] = attributes
                own["host"] = hosts.indices.contains(index) ? hosts[index] : nil
                own["hostaddr"] = addresses.indices.contains(index) ? addresses[index] : nil
                own["port"] = ports.count == 1 ? ports[0] : (ports.indices.contains(index) ? ports[index] : nil)
                return ConnectionTarget(
                    parameters: own.filter { !$0.value.isEmpty }.map { (keyword: $0.key, value: $0.value) }
                )
            }
        }
    }

    /// User, hosts and database of a configuration, for people.
    static func summary(of configuration: PostgresConfiguration) -> String {
        guard let found = parse(configuration.url) else { return "an unreadable URL" }
        let user = found["user"].map { "\($0)@" } ?? ""
        return "\(user)\(found["host"] ?? found["hostaddr"] ?? "the default host")/\(found["dbname"] ?? "")"
    }

    private static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    private static func parse(_ url: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        // The message is freed unread: it quotes the URL.
        guard let options = PQconninfoParse(url, &message) else {
            PQfreemem(message)
            return nil
        }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                found[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return found
    }
}
