import Foundation

/// Whether ports can be listened on.
enum PortCheck {
    /// - Throws: `Problem` that names the first port in use, and for what it was meant.
    static func require(_ ports: [(name: String, port: Int)]) throws {
        for (name, port) in ports {
            guard (1...65_535).contains(port) else {
                throw Problem("Port \(port) for \(name) does not exist. Choose a smaller --port-base.")
            }
            guard isFree(port) else {
                throw Problem(
                    "Port \(port) (\(name)) is in use. Stop what uses it, or choose other ports with --port-base."
                )
            }
        }
    }

    /// A port for the private Postgres: the preferred one, else any that is free.
    static func free(preferring port: Int) throws -> Int {
        if port <= 65_535, isFree(port) { return port }
        guard let other = bound(to: 0) else { throw Problem("This machine has no free port.") }
        return other
    }

    private static func isFree(_ port: Int) -> Bool { bound(to: port) != nil }

    /// Binds a loopback port for a moment; 0 means any.
    private static func bound(to port: Int) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(descriptor, pointer, length) == 0, listen(descriptor, 1) == 0,
                    getsockname(descriptor, pointer, &length) == 0
                else { return nil }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int(UInt16(bigEndian: $0.pointee.sin_port))
                }
            }
        }
    }
}
