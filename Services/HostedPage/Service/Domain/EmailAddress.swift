import Foundation

/// An e-mail address as far as a page can judge it: something@domain.tld, 254 bytes at most (RFC 5321), no spaces.
struct EmailAddress: Equatable {
    let text: String

    /// Surrounding spaces are the customer's thumb, not a mistake.
    init?(_ input: String) {
        let text = input.trimmingCharacters(in: .whitespacesAndNewlines)
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, let local = parts.first, let domain = parts.last,
            !local.isEmpty, local.utf8.count <= 64,
            text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.value > 0x20 && $0.value != 0x7F }),
            !text.contains(where: { "<>()[],;:\\\"".contains($0) })
        else { return nil }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }) else {
            return nil
        }
        self.text = text
    }
}
