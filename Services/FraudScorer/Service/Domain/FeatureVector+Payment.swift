import Foundation
import Payments

extension FeatureVector {
    /// Everything the rules may look at, from a payment and what was counted for it.
    init(_ payment: Payment, _ counts: Counts) {
        self.init()
        add(counts)
        add(counts.history, payment)
        add(factsOf: payment)
        if !payment.livemode, let feature = TestCard.feature(bin: payment.card.bin, last4: payment.card.last4) {
            self[feature] = 1
        }
    }

    private mutating func add(_ counts: Counts) {
        self[.cardAttempts10m] = counts.attempts(.card, .tenMinutes)
        self[.cardAttempts24h] = counts.attempts(.card, .day)
        self[.networkAttempts1h] = counts.attempts(.network, .hour)
        self[.networkAttempts24h] = counts.attempts(.network, .day)
        self[.addressAttempts10m] = counts.attempts(.address, .tenMinutes)
        self[.addressAttempts1h] = counts.attempts(.address, .hour)
        self[.addressAttempts24h] = counts.attempts(.address, .day)
        self[.emailAttempts1h] = counts.attempts(.email, .hour)
        self[.emailAttempts24h] = counts.attempts(.email, .day)
        self[.sessionAttempts24h] = counts.attempts(.session, .day)
        self[.addressCards10m] = counts.distinct(.addressWithCard, .tenMinutes)
        self[.addressCards24h] = counts.distinct(.addressWithCard, .day)
        self[.emailCards24h] = counts.distinct(.emailWithCard, .day)
        self[.sessionCards24h] = counts.distinct(.sessionWithCard, .day)
        self[.cardMerchants1h] = counts.distinct(.cardWithMerchant, .hour)
    }

    private mutating func add(_ history: History, _ payment: Payment) {
        let amount = payment.money.amount
        if let most = history.merchantUsualMost {
            self[.amountOverMerchantUsual] = Int(amount / max(1, most))
            if history.cardPayments == 0 { self[.newCardHighAmount] = self[.amountOverMerchantUsual] }
        }
        if let most = history.cardUsualMost { self[.amountOverCardUsual] = Int(amount / max(1, most)) }
        self[.cardDeclines24h] = Window.day.count(history.card.declinedDay, at: payment.at)
        let declined = Window.hour.count(history.merchant.declinedHour, at: payment.at)
        let approved = Window.hour.count(history.merchant.approvedHour, at: payment.at)
        self[.merchantDeclines1h] = declined > approved ? declined : 0
    }

    private mutating func add(factsOf payment: Payment) {
        self[.amountMultiple] = Int(payment.money.amount / max(1, payment.money.currency.minimumCharge))
        self[.prepaidCard] = payment.card.isPrepaid ? 1 : 0
        self[.missingEmail] = payment.emailHash == nil ? 1 : 0
        self[.missingAddress] = payment.address == nil ? 1 : 0
        self[.missingUserAgent] = payment.userAgent?.isEmpty ?? true ? 1 : 0
        self[.missingLanguage] = payment.acceptLanguage?.isEmpty ?? true ? 1 : 0
    }
}

/// Test cards that stand for a risk, known by their first six and last four digits; they mean nothing in live mode.
enum TestCard {
    static let table: [(bin: String, last4: String, feature: Feature)] = [
        ("410000", "0019", .testCardBlocked),
        ("400000", "4954", .testCardHighest),
        ("400000", "9235", .testCardElevated),
        ("400000", "5555", .testCardAuthenticate),
    ]

    static func feature(bin: String, last4: String) -> Feature? {
        table.first { $0.bin == bin && $0.last4 == last4 }?.feature
    }
}
