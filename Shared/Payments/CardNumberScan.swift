/// Finds what looks like a card number in free text, to refuse it in input and to mask it in logs.
///
/// A hit is 13 to 19 digits, single spaces or dashes allowed between them, that begin like a card of a known network
/// and pass the Luhn check (ISO/IEC 7812-1). One random 16-digit number in about sixteen would pass.
package enum CardNumberScan {
    package static func containsCardNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { !hits(in: $0, first: true).isEmpty }
    }

    /// `text` with every hit replaced: the first six digits, stars, the last four (PCI DSS 3.4.1).
    package static func masked(_ text: String) -> String {
        var text = text
        return text.withUTF8 { utf8 -> String? in
            let found = hits(in: utf8, first: false)
            return found.isEmpty ? nil : String(decoding: mask(utf8, found), as: UTF8.self)
        } ?? text
    }

    /// The positions of the digits of each hit.
    private static func hits(in utf8: UnsafeBufferPointer<UInt8>, first: Bool) -> [[Int]] {
        var found: [[Int]] = []
        var index = 0
        while index < utf8.count {
            guard isDigit(utf8[index]), !isWord(utf8, index - 1) else {
                index += 1
                continue
            }
            let run = digitRun(in: utf8, from: index)
            if let hit = cardNumber(in: utf8, run) {
                found.append(hit)
                if first { return found }
            }
            index = (run.last ?? index) + 1
        }
        return found
    }

    private static func digitRun(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> [Int] {
        var positions: [Int] = []
        var index = start
        while index < utf8.count {
            if isDigit(utf8[index]) {
                positions.append(index)
            } else if !isSeparator(utf8[index]) || index + 1 >= utf8.count || !isDigit(utf8[index + 1]) {
                break
            }
            index += 1
        }
        return positions
    }

    /// The longest card number within a run; a date or a count may stand before or after it, with a separator between.
    ///
    /// Digits inside a longer unbroken number are left alone: half of all 20-digit order numbers would have a hit.
    private static func cardNumber(in utf8: UnsafeBufferPointer<UInt8>, _ run: [Int]) -> [Int]? {
        guard run.count >= 13 else { return nil }
        for length in stride(from: min(19, run.count), through: 13, by: -1) {
            for start in 0...(run.count - length)
            where isEdge(run, before: start) && isEdge(run, before: start + length) {
                let candidate = Array(run[start..<start + length])
                let digits = candidate.map { utf8[$0] - UInt8(ascii: "0") }
                if begins(digits), luhn(digits) { return candidate }
            }
        }
        return nil
    }

    /// Whether a separator stands before this digit of the run, or it is the run's first, or past its last.
    private static func isEdge(_ run: [Int], before index: Int) -> Bool {
        index == 0 || index == run.count || run[index] - run[index - 1] > 1
    }

    private static func mask(_ utf8: UnsafeBufferPointer<UInt8>, _ found: [[Int]]) -> [UInt8] {
        var result = Array(utf8)
        for hit in found {
            for position in hit[6..<(hit.count - 4)] { result[position] = UInt8(ascii: "*") }
        }
        return result
    }

    /// Whether the digits pass the Luhn check.
    package static func luhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let doubled = offset % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }

    private static func begins(_ digits: [UInt8]) -> Bool {
        let two = Int(digits[0]) * 10 + Int(digits[1])
        return switch digits[0] {
        case 4: [13, 16, 19].contains(digits.count)
        case 5, 6: true
        case 2: (22...27).contains(two) && digits.count == 16
        case 3: (34...39).contains(two) || two == 30
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }

    /// Letters and underscores before the digits: an id such as `cs_a1234…` is no card number.
    private static func isWord(_ utf8: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard index >= 0 else { return false }
        let byte = utf8[index]
        return byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }
}
