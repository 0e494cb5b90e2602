import Foundation
import HTTPKit
import Payments

/// What `POST /acquirer/authorize` takes.
///
/// Never logged: the card is in it.
struct AuthorizeBody: Decodable {
    let amount: LenientInteger
    let currency: String
    /// Whether an approval takes the money at once; true unless said otherwise.
    let capture: Bool?
    let merchant: String?
    let reference: String?
    let card: Card
    let threeDSecure: ThreeDSecure?

    struct Card: Decodable {
        let number: String
        let expMonth: LenientInteger?
        let expYear: LenientInteger?
        let cvc: String?

        private enum CodingKeys: String, CodingKey {
            case number, cvc
            case expMonth = "exp_month"
            case expYear = "exp_year"
        }
    }

    struct ThreeDSecure: Decodable {
        let cavv: String?
        let dsTransID: String?

        private enum CodingKeys: String, CodingKey {
            case cavv
            case dsTransID = "ds_transaction_id"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case amount, currency, capture, merchant, reference, card
        case threeDSecure = "three_d_secure"
    }

    /// - Throws: `APIError` that names the field.
    func request(key: String) throws -> AuthorizationRequest {
        guard let currency = Currency(currency.lowercased()) else {
            throw APIError.invalid("currency", "Not a currency that this acquirer takes.")
        }
        guard (1...currency.maximumCharge).contains(amount.value) else {
            throw APIError.invalid("amount", "Expected 1 to \(currency.maximumCharge), in the smallest unit.")
        }
        guard let presented = PresentedCard(number: card.number, expiry: card.expiry, cvc: card.cvc) else {
            throw APIError.invalid("card.number", "Expected 12 to 19 digits.")
        }
        return AuthorizationRequest(
            key: key,
            money: Money(amount.value, currency),
            capture: capture ?? true,
            merchant: try merchant.limited("merchant"),
            reference: try reference.limited("reference"),
            card: presented,
            proof: threeDSecure?.proof
        )
    }
}

extension AuthorizeBody.ThreeDSecure {
    /// Nil without a CAVV: then the other members (version, ECI, status) say nothing that an issuer would believe.
    fileprivate var proof: PresentedProof? {
        guard let cavv, !cavv.isEmpty else { return nil }
        return PresentedProof(cavv: cavv, dsTransID: dsTransID.flatMap(UUID.init(uuidString:))?.text)
    }
}

extension AuthorizeBody.Card {
    /// Years may have two digits.
    fileprivate var expiry: CardExpiry? {
        guard let month = expMonth?.value, let year = expYear?.value, (0...2099).contains(year) else { return nil }
        return CardExpiry(month: Int(clamping: month), year: Int(year < 100 ? 2000 + year : year))
    }
}

extension String? {
    /// References go to the ledger: short, and no place for a card number.
    fileprivate func limited(_ param: String) throws -> String? {
        guard let self else { return nil }
        guard self.utf8.count <= 255, !CardNumberScan.containsCardNumber(self) else {
            throw APIError.invalid(param, "Expected 255 bytes at most, without a card number.")
        }
        return self
    }
}

/// A whole number, also when it is written as a string: who fills in placeholders has only strings.
struct LenientInteger: Decodable {
    let value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {  // not a number: it may be a string that holds one
            value = number
            return
        }
        guard let number = Int64(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a whole number")
        }
        value = number
    }
}
