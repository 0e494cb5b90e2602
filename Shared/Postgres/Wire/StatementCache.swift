/// The statements that a connection has prepared, the least recently used of which make room for new ones.
///
/// A statement counts only after the server said so: a Parse that was skipped behind an error leaves nothing behind.
final class StatementCache {
    /// Types belong to the key: the same text with a NULL of unknown type is planned for other types.
    struct Key: Hashable {
        let text: String
        let types: [PostgresType]
    }

    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    /// Statements kept; each costs the server some kilobytes per connection.
    static let capacity = 256

    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    /// Names that the server still holds and nobody will ask for again.
    private(set) var discarded: [String] = []

    /// The name under which a statement was prepared.
    func name(of key: Key) -> String? {
        guard let index = entries.index(forKey: key) else { return nil }
        uses += 1
        entries.values[index].lastUse = uses
        return entries.values[index].name
    }

    /// A name that this connection has not used yet.
    func freshName() -> String {
        names += 1
        return "p\(names)"
    }

    /// The server has prepared a statement under this name.
    func insert(_ key: Key, name: String) {
        if entries.count >= Self.capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            discarded.append(oldest.value.name)
        }
        uses += 1
        entries[key] = Entry(name: name, lastUse: uses)
    }

    /// The server's plan for this statement is of no use any more; it will be prepared anew.
    func discard(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        discarded.append(entry.name)
    }

    /// Somebody deallocated behind our back: nothing that was prepared is certain to be there.
    func reset() {
        entries = [:]
        discarded = []
    }

    /// The server has let go of a discarded name.
    func forget(_ name: String) {
        discarded.removeAll { $0 == name }
    }
}
