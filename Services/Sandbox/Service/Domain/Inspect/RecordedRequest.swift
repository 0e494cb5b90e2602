import Foundation

/// A request as the inspector saw it.
struct RecordedRequest: Sendable {
    let method: String
    /// With the name in it, without the query.
    let path: String
    /// As sent, still encoded; empty without one.
    let query: String
    /// In the order of arrival, names as written by the sender.
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    let receivedAt: Date

    /// Roughly what it costs in memory.
    var size: Int {
        headers.reduce(body.count + path.utf8.count + query.utf8.count + 200) {
            $0 + $1.name.utf8.count + $1.value.utf8.count
        }
    }
}

/// How the inspector answers under a name.
struct InspectBehaviour: Hashable, Sendable {
    /// 200 to 599.
    var status = 200
    /// Before the answer; 0 to 600,000.
    var delayMilliseconds = 0
    /// No answer at all: the connection stays open until the caller gives up.
    var hangs = false

    static let statuses = 200...599
    static let delayLimitMilliseconds = 600_000
}
