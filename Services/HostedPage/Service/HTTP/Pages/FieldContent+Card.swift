extension FieldContent {
    /// The fields that go to the vault.
    ///
    /// Numbers are text with a numeric keyboard: `type=number` would drop leading zeros and spin on a scroll wheel. The
    /// lengths leave room for spaces and dashes that people paste.
    static func number(_ texts: Texts) -> FieldContent {
        FieldContent(
            id: "card-number",
            name: "number",
            type: "text",
            label: texts.cardNumber,
            autocomplete: "cc-number",
            inputMode: "numeric",
            maxLength: 40
        )
    }

    static func expiry(_ texts: Texts) -> FieldContent {
        FieldContent(
            id: "card-expiry",
            name: "exp",
            type: "text",
            label: texts.expiry,
            autocomplete: "cc-exp",
            inputMode: "numeric",
            maxLength: 12,
            placeholder: texts.expiryHint
        )
    }

    static func code(_ texts: Texts) -> FieldContent {
        FieldContent(
            id: "card-code",
            name: "cvc",
            type: "text",
            label: texts.securityCode,
            autocomplete: "cc-csc",
            inputMode: "numeric",
            maxLength: 8,
            hint: texts.securityCodeHint
        )
    }

    /// Not required: some cards carry no name, and the vault takes a card without one.
    static func name(_ texts: Texts) -> FieldContent {
        FieldContent(
            id: "card-name",
            name: "name",
            type: "text",
            label: texts.nameOnCard,
            autocomplete: "cc-name",
            inputMode: nil,
            maxLength: 100,
            required: false
        )
    }

    /// Belongs to the form that pays, wherever it stands: the vault never sees it.
    static func email(_ texts: Texts, value: String) -> FieldContent {
        FieldContent(
            id: "email",
            name: "email",
            type: "email",
            label: texts.email,
            autocomplete: "email",
            inputMode: "email",
            maxLength: 254,
            value: value,
            form: "pay-form"
        )
    }
}
