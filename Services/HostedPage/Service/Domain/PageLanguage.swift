import Foundation

/// The languages that the page speaks.
enum PageLanguage: String, CaseIterable {
    case english = "en"
    case german = "de"
    case french = "fr"
    case spanish = "es"
    case italian = "it"
    case dutch = "nl"

    var texts: Texts {
        switch self {
        case .english: .english
        case .german: .german
        case .french: .french
        case .spanish: .spanish
        case .italian: .italian
        case .dutch: .dutch
        }
    }
}

/// Which language a page is written in, and whose way of writing amounts it follows.
struct PageLocale: Equatable {
    let language: PageLanguage
    /// A BCP 47 tag of that language, such as `de-AT`.
    let tag: String

    static let fallback = PageLocale(language: .english, tag: "en")

    /// The session's locale if the merchant set one that we speak, else what the browser prefers, else English.
    static func choose(session: String?, acceptLanguage: String?) -> PageLocale {
        if let session, let locale = PageLocale(tag: session) { return locale }
        return preferred(acceptLanguage ?? "").lazy.compactMap(PageLocale.init(tag:)).first ?? fallback
    }

    private init(language: PageLanguage, tag: String) {
        self.language = language
        self.tag = tag
    }

    /// Nil for a language that we do not speak, and for `auto` and `*`.
    init?(tag: some StringProtocol) {
        let subtags = tag.split(whereSeparator: { $0 == "-" || $0 == "_" }).prefix(4)
        guard let language = subtags.first.flatMap({ PageLanguage(rawValue: $0.lowercased()) }) else { return nil }
        // Only a region changes how amounts are written; scripts and extensions are left out.
        let region = subtags.dropFirst().first { $0.count == 2 && $0.utf8.allSatisfy(Self.isLetter) }
        self.language = language
        self.tag = region.map { "\(language.rawValue)-\($0.uppercased())" } ?? language.rawValue
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// The most ranges of an Accept-Language header that are looked at.
    private static let rangesLimit = 20

    /// Ranges of an Accept-Language header (RFC 9110 §12.5.4), the most wanted first; a weight of 0 means "not this".
    private static func preferred(_ header: String) -> [Substring] {
        header.prefix(1000).split(separator: ",").prefix(rangesLimit)
            .map { item -> (range: Substring, weight: Double) in
                let parts = item.split(separator: ";").map { $0.trimmingPrefix(while: \.isWhitespace) }
                let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
                return (parts.first ?? "", weight ?? 1)
            }
            .enumerated()
            .filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element.range)
    }
}
