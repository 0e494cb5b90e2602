import Foundation
import Secrets

/// A customer's leave to have cards tokenized for one session, carried by the page that session-api's answer made.
///
/// As text: `v1.<payload>.<code>`, the payload JSON in base64url, the code HMAC-SHA256 over all before it. The key is
/// `TICKET_KEY`, known to session-api, which signs, and the vault, which checks.
package struct PaymentTicket: Hashable, Sendable, Codable {
    package let session: String
    package let merchant: String
    package let livemode: Bool
    /// Random letters and digits, new for each page load; the page finds a plain form's token by it.
    package let nonce: String
    package let expires: Date
    /// The page's public origin, such as `https://pay.example`, where a plain form's answer leads back to.
    package let pageURL: String

    enum CodingKeys: String, CodingKey {
        case session, merchant, livemode, nonce, expires
        case pageURL = "page_url"
    }

    /// Why a ticket is not taken.
    package enum Refusal: Error, Equatable {
        /// Not a ticket, or not one of ours.
        case invalid
        /// One of ours, but too old. It still says where its page is.
        case expired(PaymentTicket)
    }

    /// The longest text that is looked at, in bytes.
    package static let maximumLength = 1024

    package init(session: String, merchant: String, livemode: Bool, nonce: String, expires: Date, pageURL: String) {
        self.session = session
        self.merchant = merchant
        self.livemode = livemode
        self.nonce = nonce
        self.expires = expires
        self.pageURL = pageURL
    }

    /// The ticket as signed text: letters, digits, `-`, `_` and two dots.
    package func signed(with key: SecretBytes) throws -> String {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let signed = "v1." + Base64URL.encode(try encoder.encode(self))
        return signed + "." + Base64URL.encode(Self.code(of: signed, key))
    }

    /// Checks and reads a signed text.
    ///
    /// - Throws: `Refusal`.
    package init(_ text: String, key: SecretBytes, at now: Date) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else { throw .invalid }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1",
            let code = Base64URL.decode(parts[2]),
            ConstantTime.equal(code, Self.code(of: "\(parts[0]).\(parts[1])", key)),
            let payload = Base64URL.decode(parts[1]),
            let ticket = Self.decode(payload)
        else { throw .invalid }
        guard ticket.expires > now else { throw .expired(ticket) }
        self = ticket
    }

    private static func decode(_ payload: [UInt8]) -> PaymentTicket? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        // What is wrong with it does not matter: the code says it is ours, so it is from another version.
        return try? decoder.decode(PaymentTicket.self, from: Data(payload))
    }

    /// The first words keep a code for a ticket from being good for anything else signed with the same key.
    private static func code(of signed: String, _ key: SecretBytes) -> [UInt8] {
        MAC.sha256(key: key, Array("paydesk payment ticket\n\(signed)".utf8))
    }
}
