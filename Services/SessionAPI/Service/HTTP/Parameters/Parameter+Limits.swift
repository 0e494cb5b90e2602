import HTTPKit
import HTTPTypes
import Payments

// What holds for every parameter, whatever form the request came in.
extension Parameter {
    /// Values in one request.
    static let countLimit = 1000
    /// Names within names: `line_items[0][price_data][product_data][metadata][k]` has six.
    static let depthLimit = 6

    static let tooMany = APIError(.badRequest, "The request has more than \(countLimit) parameters.")

    static let nameless = APIError(.badRequest, "Invalid request: there is a value without a parameter name.")

    static func tooDeep(_ name: String) -> APIError {
        .invalid(name, "Parameters may be nested at most \(depthLimit) deep.")
    }

    static func wrongBrackets(_ name: String) -> APIError {
        .invalid(name, "Invalid parameter name: square brackets must come in pairs, and may not stand in keys.")
    }

    /// What no parameter may hold, whichever it is.
    static func check(_ value: String, of name: String) throws {
        if value.utf8.contains(0) || name.utf8.contains(0) {
            throw APIError.invalid(name.replacing("\0", with: ""), "Text may not contain the character NUL.")
        }
        guard CardNumberCheck.finds(value) || CardNumberCheck.finds(name) else { return }
        throw APIError.invalid(
            CardNumberScan.masked(name),
            code: "card_number_in_text",
            "This looks like a card number. Card numbers may be entered on the payment page only; if it is a number of "
                + "your own, put letters in front of it."
        )
    }
}
