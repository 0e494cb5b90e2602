import Crypto
import Foundation
import Payments

/// Recognises a card that comes again, without being a way back to its number.
///
/// HMAC-SHA256 over the number alone (PCI DSS 3.5.1.1 wants the hash keyed), never over name or expiry: a renewed card
/// stays the same card.
enum Fingerprint {
    enum Scope {
        /// What a merchant gets to see.
        case merchant(String)
        /// Across merchants, for the fraud scorer.
        case network
    }

    /// 16 letters and digits, 95 bits.
    static func of(_ number: CardNumber, in scope: Scope, with key: KeyRing.Key) -> String {
        var mac = HMAC<SHA256>(key: key.key)
        mac.update(data: prefix(scope))
        number.digits.withBytes { mac.update(data: $0) }
        let head = mac.finalize().withUnsafeBytes { code in
            code.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
        return Base62.encode(head % Self.values, length: 16)
    }

    /// How many texts of 16 letters and digits there are: 62^16.
    private static let values = (0..<16).reduce(UInt128(1)) { product, _ in product * 62 }

    private static func prefix(_ scope: Scope) -> [UInt8] {
        switch scope {
        case .merchant(let id): Array("fp1|merchant|\(id.utf8.count)|\(id)|".utf8)
        case .network: Array("fp1|network|".utf8)
        }
    }
}
