import Foundation

/// What went wrong, in one line that says what to do about it.
struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
