/// Everything here that has a limit.
enum Limits {
    /// A score request; a real one has under 2 KiB.
    static let bodyBytes = 16 * 1024
    /// An id or fingerprint in a request.
    static let idBytes = 255
    /// How many different members of a pairing are counted; more makes no difference to any rule.
    static let distinct = 100
    /// Rows that one retention statement deletes, so that none holds locks for long.
    static let retentionRows = 1_000
    /// Messages that one transaction learns from.
    static let learnedMessages = 200
    /// How long a card's habits are kept after its last payment, in days.
    static let habitDays = 180
    /// How long verdicts are kept, in days.
    static let verdictDays = 90
    /// Counters are of no use after two windows of a day, and one more for clocks that differ.
    static let counterDays = 3
}
