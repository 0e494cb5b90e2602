/// The page on which a customer pays; the fields are those that `checkout.mustache` and its parts name.
struct CheckoutContent {
    let order: OrderContent
    let paymentTitle: String
    /// What the customer must know before anything else: a decline, a fault.
    let alert: String?
    let warning: String?
    /// A bank that waits for the customer, who may go there or give another card.
    let waitingBank: WaitingBankContent?
    let time: TimeContent
    /// Asks for a card; nil while one is held.
    let cardForm: CardFormContent?
    /// A card that the vault took already.
    let heldCard: HeldCardContent?
}

/// What is being bought and from whom.
struct OrderContent {
    let brand: BrandContent
    let back: Link?
    let testMode: String?
    let orderTitle: String
    let items: [ItemContent]
    let more: MoreItems?
    let totalTitle: String
    let total: String
}

/// One line of the order.
struct ItemContent {
    let name: String
    let detail: String?
    let description: String?
    let sum: String
}

/// The lines beyond the first few, folded away.
struct MoreItems {
    let summary: String
    let items: [ItemContent]
}

/// The card form, which posts to the vault, and the form that pays, which posts to the page.
struct CardFormContent {
    let path: String
    let csrf: String
    let vaultAction: String
    let ticket: String
    let testHint: String?
    let emailField: FieldContent?
    let emailKnown: KnownEmail?
    let numberField: FieldContent
    let expiryField: FieldContent
    let codeField: FieldContent
    let nameField: FieldContent
    let button: String
    let paying: String
    let safety: String
    let sentences: [Sentence]
}

/// The second step without script: the card is at the vault, and this form pays with it.
struct HeldCardContent {
    let path: String
    let csrf: String
    /// `nonce` or `token`: what stands for the card.
    let keyName: String
    let key: String
    /// Which of the brand marks is shown.
    let brand: String
    let cardTitle: String
    let detail: String?
    let emailField: FieldContent?
    let emailKnown: KnownEmail?
    let button: String
    let paying: String
    let anotherCard: String
}

/// The way on to a bank that waits already.
struct WaitingBankContent {
    let text: String
    let path: String
    let button: String
    let orCard: String
}

/// What the page says about the session's time, while it runs out and when it is over.
struct TimeContent {
    /// Said at once where little time is left; nil leaves it to the script.
    let now: String?
    /// With `{time}`, for the eye.
    let left: String
    /// With `{time}`, for the ear.
    let endsIn: String
    let overTitle: String
    let overBody: String
    let endedTitle: String
    let endedBody: String
    let back: Link?
}

/// The address that the merchant gave.
struct KnownEmail {
    let title: String
    let address: String
}

/// A sentence that the page's script may have to say.
struct Sentence {
    let code: String
    let field: String
    let text: String
}

/// An input with its label, its hint and what is wrong with it.
struct FieldContent {
    let id: String
    let name: String
    let type: String
    let label: String
    let autocomplete: String
    let inputMode: String?
    let maxLength: Int
    var value = ""
    var placeholder: String?
    var hint: String?
    var form: String?
    var required = true
    var fault: String?
    /// Whether the page opens with the cursor here.
    var focused = false
}
