import Foundation
import Payments

/// Removes card data from an acquirer's answer before anyone else sees it.
///
/// The number that was sent is masked wherever it stands, also in hexadecimal and base64; the security code where a
/// member's name or the text around says that it is one: three digits alone may as well be a response code or an amount,
/// and those decide about money. Other card numbers are masked unless they stand where acquirers put ids.
struct AnswerScrubber {
    private let card: CardSecrets?
    /// Spellings of the number that hide its digits.
    private let encodings: [[UInt8]]

    init(removing card: CardSecrets?) {
        self.card = card
        encodings = card.map { $0.number.withBytes(Self.encodings) } ?? []
    }

    func scrub(_ answer: JSONTree) -> JSONTree {
        scrub(answer, named: [])
    }

    private func scrub(_ tree: JSONTree, named name: [UInt8]) -> JSONTree {
        switch tree {
        case .object(let members):
            return .object(
                members.map { .init(name: scrub(text: $0.name, named: []), value: scrub($0.value, named: $0.name)) }
            )
        case .array(let elements): return .array(elements.map { scrub($0, named: name) })
        case .string(let text):
            if Self.isNameOfCode(name), !text.isEmpty, text.allSatisfy(CardNumber.isDigit) { return Self.stars }
            return .string(scrub(text: text, named: name))
        case .number(let digits):
            if Self.isNameOfCode(name), digits.allSatisfy(CardNumber.isDigit) { return Self.stars }
            let scrubbed = scrub(text: digits, named: name)
            return scrubbed == digits ? tree : .string(scrubbed)
        case .bool, .null: return tree
        }
    }

    private static let stars = JSONTree.string(Array("***".utf8))

    private func scrub(text: [UInt8], named name: [UInt8]) -> [UInt8] {
        var text = text
        var echoes = false
        if let card {
            echoes = card.number.withBytes { Self.mask($0, in: &text) }
            for encoding in encodings where Self.cover(encoding, in: &text) { echoes = true }
            if let code = card.code, echoes || Self.speaksOfCode(text) {
                code.withBytes { Self.coverNumber($0, in: &text) }
            }
        }
        guard text.count >= 13, !Self.isNameOfID(name) else { return text }
        return Array(CardNumberScan.masked(String(decoding: text, as: UTF8.self)).utf8)
    }

    /// Masks the digits where they stand in this order with at most two other signs between each two of them.
    private static func mask(_ number: UnsafeRawBufferPointer, in text: inout [UInt8]) -> Bool {
        var found = false
        for start in text.indices where text[start] == number[0] {
            var places: [Int] = []
            var index = start
            var gap = 0
            while index < text.count, places.count < number.count, gap <= 2 {
                if text[index] == number[places.count] {
                    places.append(index)
                    gap = 0
                } else if CardNumber.isDigit(text[index]) {
                    break
                } else {
                    gap += 1
                }
                index += 1
            }
            guard places.count == number.count else { continue }
            for place in places[6..<(places.count - 4)] { text[place] = UInt8(ascii: "*") }
            found = true
        }
        return found
    }

    /// Puts stars over each occurrence; letters of hexadecimal in either case.
    private static func cover(_ secret: [UInt8], in text: inout [UInt8]) -> Bool {
        guard text.count >= secret.count else { return false }
        var found = false
        for start in 0...(text.count - secret.count)
        where text[start..<start + secret.count].elementsEqual(secret) {
            for place in start..<start + secret.count { text[place] = UInt8(ascii: "*") }
            found = true
        }
        return found
    }

    /// Puts stars over a number that stands alone, not over a part of a longer one.
    private static func coverNumber(_ code: UnsafeRawBufferPointer, in text: inout [UInt8]) {
        guard text.count >= code.count else { return }
        for start in 0...(text.count - code.count)
        where text[start..<start + code.count].elementsEqual(code) {
            let end = start + code.count
            let isAlone =
                (start == 0 || !CardNumber.isDigit(text[start - 1]))
                && (end == text.count || !CardNumber.isDigit(text[end]))
            if isAlone { for place in start..<end { text[place] = UInt8(ascii: "*") } }
        }
    }

    /// The number in hexadecimal, and the part of its base64 that does not depend on what stands around it, in each of
    /// the three alignments.
    private static func encodings(of number: UnsafeRawBufferPointer) -> [[UInt8]] {
        let digits = Array(number)
        let hexadecimal = digits.flatMap { [UInt8(ascii: "3"), $0] }
        let base64 = (0..<3).map { shift in
            let padded = [UInt8](repeating: 0, count: shift) + digits
            let text = Array(Data(padded).base64EncodedString().utf8)
            let whole = padded.count / 3 * 4
            return Array(text[(shift == 0 ? 0 : 4)..<whole])
        }
        return [hexadecimal] + base64
    }
}

extension AnswerScrubber {
    private static let codeWords = ["cvc", "cvv", "cvn", "security_code", "securitycode"]
    /// Too short to be looked for inside other words.
    private static let shortCodeWords: Set<Substring> = ["cid", "csc", "cav2"]
    private static let checkWords = ["check", "result", "response", "status", "match"]

    /// Whether a member of this name holds a security code; the result of checking one is no secret.
    private static func isNameOfCode(_ name: [UInt8]) -> Bool {
        let name = String(decoding: name, as: UTF8.self).lowercased()
        guard !checkWords.contains(where: { name.contains($0) }) else { return false }
        return codeWords.contains { name.contains($0) } || words(of: name).contains { shortCodeWords.contains($0) }
    }

    private static func words(of name: String) -> [Substring] {
        name.split { $0 == "_" || $0 == "-" || $0 == "." }
    }

    private static func speaksOfCode(_ text: [UInt8]) -> Bool {
        guard text.count > 6 else { return false }
        let text = String(decoding: text, as: UTF8.self).lowercased()
        return codeWords.contains { text.contains($0) }
    }

    private static let idWords = ["id", "key", "code", "reference", "transaction", "trace", "rrn", "arn"]

    /// Whether a member of this name holds an id.
    ///
    /// Acquirers have ids of 13 to 19 digits, and one in ten of them passes
    /// the Luhn check. Changed by us, it would be lost.
    private static func isNameOfID(_ name: [UInt8]) -> Bool {
        words(of: String(decoding: name, as: UTF8.self).lowercased()).contains { word in
            idWords.contains { word.hasSuffix($0) }
        }
    }
}
