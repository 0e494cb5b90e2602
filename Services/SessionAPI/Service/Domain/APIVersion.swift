/// A version of the dialect: a day, and since autumn 2024 the name of a release train.
package struct APIVersion: Sendable, Hashable, CustomStringConvertible {
    /// As in the `Stripe-Version` header, such as `2026-10-28.endive`.
    package let text: String

    /// What is spoken to clients that name no version.
    package static let newest = APIVersion(known: "2026-10-28.endive")

    /// Nil unless the text is `YYYY-MM-DD` or `YYYY-MM-DD.train`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40, Self.isDay(bytes[0..<10]) else { return nil }
        if bytes.count > 10 {
            guard bytes[10] == UInt8(ascii: "."), bytes.count > 11, bytes[11...].allSatisfy(Self.isTrain) else {
                return nil
            }
        }
        self.text = text
    }

    /// Takes a version from our own tables.
    package init(known text: String) {
        self.text = text
    }

    package var description: String { text }

    /// Since dahlia, `ui_mode` says `hosted_page` where it said `hosted`.
    package var saysHostedPage: Bool { text.prefix(10) >= "2026-03-25" }

    private static func isDay(_ bytes: ArraySlice<UInt8>) -> Bool {
        zip(bytes, "dddd-dd-dd".utf8).allSatisfy { byte, form in
            form == UInt8(ascii: "d") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == form
        }
    }

    private static func isTrain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
