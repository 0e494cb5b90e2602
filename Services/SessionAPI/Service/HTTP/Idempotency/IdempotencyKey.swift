import HTTPKit
import HTTPTypes
import Hummingbird
import Payments

extension Request {
    /// The idempotency key of a POST; nil without one.
    ///
    /// - Throws: `APIError` for a key that cannot be kept.
    func idempotencyKey(of context: MerchantContext) throws -> IdempotencyStore.Key? {
        guard let text = headers[.idempotencyKey], !text.isEmpty else { return nil }
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw APIError(
                .badRequest,
                kind: .idempotency,
                "An Idempotency-Key may have at most 255 printable characters."
            )
        }
        if CardNumberCheck.finds(text) {
            throw APIError(
                .badRequest,
                kind: .idempotency,
                code: "card_number_in_text",
                "The Idempotency-Key looks like a card number. Use a random value, such as a UUID."
            )
        }
        return IdempotencyStore.Key(merchant: context.merchant, livemode: context.livemode, text: text)
    }
}

extension APIError {
    /// The key was used with something else (dialect §4: 400, since SDKs repeat a 409).
    static let keyReused = APIError(
        .badRequest,
        kind: .idempotency,
        "Keys for idempotent requests can only be used with the same parameters and the same URL that they were first used "
            + "with. Use a new key if you mean a new request."
    )

    /// The first request with the key has not ended yet; SDKs come back by themselves.
    static let keyInUse = APIError(
        .conflict,
        kind: .idempotency,
        code: "idempotency_key_in_use",
        "Another request with this idempotency key is still running. Repeat this one in a moment."
    )
}

extension HTTPFields {
    /// Headers that tell an answer given again from a new one.
    static func replay(_ isReplay: Bool) -> HTTPFields {
        isReplay ? [.idempotentReplayed: "true"] : [:]
    }
}
