import Foundation

/// Everything that the page says, in one language.
///
/// A word in braces is filled in by `filled`: `{amount}`, `{merchant}`, `{count}`, `{card}`,
/// `{date}`, `{time}`.
struct Texts {
    let pay: String
    let donate: String
    let book: String
    let subscribe: String
    let paying: String

    let title: String
    let backTo: String
    let testMode: String
    let testHint: String
    let order: String
    let total: String
    let allItems: String

    let payment: String
    let email: String
    let nameOnCard: String
    let cardNumber: String
    let expiry: String
    let expiryHint: String
    let securityCode: String
    let securityCodeHint: String
    let cardSafety: String
    let cardReady: String
    let cardExpires: String
    let anotherCard: String
    let oneTryLeft: String
    let questions: String
    let poweredBy: String

    let faults: Faults
    let declines: Declines
    let bank: Bank
    let time: Time
    let notices: Notices

    /// What is wrong with a field, or with the way to the vault.
    struct Faults {
        let numberMissing: String
        let numberInvalid: String
        let expiryMissing: String
        let expiryInvalid: String
        let expiryPast: String
        let codeMissing: String
        let codeInvalid: String
        let nameInvalid: String
        let emailMissing: String
        let emailInvalid: String
        let cardAgain: String
        let tooManyCards: String
        let unreachable: String
        let reconnecting: String
        let other: String
    }

    /// Why a card was not taken.
    struct Declines {
        let generic: String
        let insufficientFunds: String
        let expiredCard: String
        let incorrectCode: String
        let incorrectNumber: String
        let notSupported: String
        let tryAgain: String
        let authenticationRequired: String
        let codeLost: String
    }

    /// The step on which the card's bank asks the customer to prove who they are.
    struct Bank {
        let title: String
        let body: String
        let toBank: String
        /// On the payment page, while the bank waits.
        let waiting: String
        let orCard: String
        /// The bank sent somebody back with what we did not give it.
        let foreignTitle: String
        let foreignBody: String
    }

    /// The end of a checkout's time, before and after; `{time}` is "4:59" or "5 minutes".
    struct Time {
        let left: String
        let endsIn: String
        let overTitle: String
        let overBody: String
    }

    /// Pages that say one thing: a heading, a sentence, a way on.
    struct Notices {
        let checkingTitle: String
        let checkingBody: String
        let checkingReload: String
        let paidTitle: String
        let paidBody: String
        let expiredTitle: String
        let expiredBody: String
        let endedTitle: String
        let endedBody: String
        let missingTitle: String
        let missingBody: String
        let unavailableTitle: String
        let unavailableBody: String
        let unavailablePay: String
        let refusedTitle: String
        let refusedBody: String
        let tryAgain: String
        let toCheckout: String
    }
}

extension String {
    /// This text with each `{word}` replaced by its value; the values themselves are not looked into again.
    func filled(_ values: [String: String]) -> String {
        var result = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += values[String(rest[rest.index(after: open)..<close])] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
