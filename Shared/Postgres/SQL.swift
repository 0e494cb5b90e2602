/// SQL text together with the values bound to its placeholders.
///
/// A value interpolated into a literal never becomes text: `"… WHERE id = \(id)"` is sent as `… WHERE id = $1` with
/// the value beside it, so that no input can change what a statement means.
///
/// - `\(value)` binds a value.
/// - `\(sql)` splices another statement in; its placeholders are renumbered.
/// - `\(unescaped: text)` pastes text as it is, for names that the program itself chose.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of its values.
    package private(set) var text: String
    /// The values, in the order of their placeholders.
    package private(set) var binds: [Bind]
    /// Where each placeholder begins in `text`, in UTF-8 bytes; splicing needs it, since `$1` inside a quoted literal
    /// is no placeholder.
    private var positions: [Int]

    /// A statement without values.
    package init(stringLiteral value: String) {
        self.init(unescaped: value)
    }

    /// A statement from an interpolated literal.
    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// A statement from text that the program made itself; nothing in it is bound.
    package init(unescaped text: String) {
        self.text = text
        binds = []
        positions = []
    }

    /// Adds another statement's text and values to the end.
    package mutating func append(_ other: SQL) {
        let start = text.utf8.count
        let shift = binds.count
        guard shift > 0, !other.binds.isEmpty else {
            text += other.text
            positions += other.positions.map { $0 + start }
            binds += other.binds
            return
        }
        var rest = other.text.utf8[...]
        var consumed = 0
        for (index, position) in other.positions.enumerated() {
            let before = rest.prefix(position - consumed)
            text += String(Substring(before))
            positions.append(text.utf8.count)
            text += "$\(shift + index + 1)"
            let skipped = before.count + 1 + String(index + 1).utf8.count
            rest = rest.dropFirst(skipped)
            consumed += skipped
        }
        text += String(Substring(rest))
        binds += other.binds
    }

    /// Both statements, one after the other, with the second one's placeholders renumbered.
    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Adds another statement's text and values to the end.
    package static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }

    fileprivate mutating func appendText(_ more: String) {
        text += more
    }

    fileprivate mutating func appendBind(_ bind: Bind) {
        positions.append(text.utf8.count)
        binds.append(bind)
        text += "$\(binds.count)"
    }
}

extension SQL {
    /// What an interpolated literal is gathered in.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(unescaped: "")

        /// Called by the compiler with the sizes of the literal.
        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// The text between values.
        package mutating func appendLiteral(_ literal: String) {
            sql.appendText(literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.appendBind(value.bind)
        }

        /// Binds a value or NULL.
        ///
        /// Written out, since the compiler takes an optional in an interpolation for a mistake.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.appendBind(value.bind)
        }

        /// Pastes text as it is: for names that the program itself chose, never for input.
        package mutating func appendInterpolation(unescaped text: String) {
            sql.appendText(text)
        }

        /// Splices another statement in.
        package mutating func appendInterpolation(_ other: SQL) {
            sql.append(other)
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The text with placeholders; the values are left out, since they may be anything.
    package var description: String { text }
}
