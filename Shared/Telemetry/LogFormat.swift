/// How log lines are written: for machines, or for a person at a terminal.
package enum LogFormat: String, Sendable, CaseIterable {
    case json, terminal
}
