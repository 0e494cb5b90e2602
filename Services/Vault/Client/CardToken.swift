import Payments

/// What `card_…` ids are ids of: a card that the vault holds for one payment.
package enum CardToken: Identified {
    package static let prefix = "card_"
    package static let length = 24
}
