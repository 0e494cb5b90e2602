extension Texts {
    static let english = Texts(
        pay: "Pay {amount}",
        donate: "Donate {amount}",
        book: "Book for {amount}",
        subscribe: "Subscribe for {amount}",
        paying: "Paying…",
        title: "{merchant}: {amount}",
        backTo: "Back to {merchant}",
        testMode: "Test mode",
        testHint: "No money moves. Pay with card {card}, any future date and any security code.",
        order: "Your order",
        total: "Total",
        allItems: "All {count} items",
        payment: "Payment",
        email: "Email",
        nameOnCard: "Name on card",
        cardNumber: "Card number",
        expiry: "Expiry date",
        expiryHint: "MM / YY",
        securityCode: "Security code",
        securityCodeHint: "3 digits on the back, American Express: 4 on the front",
        cardSafety: "Your card number goes to the card vault only. {merchant} never sees it.",
        cardReady: "Your card is ready",
        cardExpires: "Expires {date}",
        anotherCard: "Use another card",
        oneTryLeft: "You can try once more. After that this checkout ends and nothing is charged.",
        questions: "Questions?",
        poweredBy: "Powered by Paydesk",
        faults: Faults(
            numberMissing: "Enter your card number.",
            numberInvalid: "Check the card number: it is not complete or has a typing error.",
            expiryMissing: "Enter the expiry date.",
            expiryInvalid: "Check the expiry date. It looks like 04 / 29.",
            expiryPast: "This card has expired. Use another card.",
            codeMissing: "Enter the security code.",
            codeInvalid: "Check the security code: 3 digits, or 4 for American Express.",
            nameInvalid: "Check the name: it may not contain a card number.",
            emailMissing: "Enter your email address.",
            emailInvalid: "Check the email address. It looks like name@example.com.",
            cardAgain: "Enter your card once more. Nothing has been charged.",
            tooManyCards:
                "Too many cards were entered on this page. Nothing has been charged. Go back to {merchant} to "
                + "start again.",
            unreachable:
                "We could not be reached. Nothing is lost: press the button again. You will not be charged "
                + "twice.",
            reconnecting: "Connection problem. Trying again…",
            other: "That did not work. Nothing has been charged. Try again."
        ),
        declines: Declines(
            generic: "Your card was declined. Nothing has been charged. Use another card.",
            insufficientFunds:
                "Your card was declined because of its balance or a limit. Nothing has been charged. Use another "
                + "card.",
            expiredCard: "This card has expired. Nothing has been charged. Use another card.",
            incorrectCode: "The security code was not right. Nothing has been charged. Enter the card once more.",
            incorrectNumber: "The card number was not right. Nothing has been charged. Enter the card once more.",
            notSupported: "This card cannot be used for this payment. Nothing has been charged. Use another card.",
            tryAgain: "Your bank could not be reached. Nothing has been charged. Try again.",
            authenticationRequired:
                "Your bank asked for a confirmation that did not take place. Nothing has been charged. Try again "
                + "or use another card.",
            codeLost: "We need your card once more: the security code is never stored. Nothing has been charged."
        ),
        bank: Bank(
            title: "Confirm this payment with your bank",
            body:
                "Your bank wants to be sure that it is you. You confirm {amount} for {merchant} on your bank’s "
                + "page and come back here afterwards. Nothing has been charged yet.",
            toBank: "Continue to your bank",
            waiting: "Your bank is waiting for you to confirm this payment. Nothing has been charged yet.",
            orCard: "Or pay with another card:",
            foreignTitle: "We cannot find the payment that you came back to",
            foreignBody:
                "What your bank sent along does not belong to a payment here. Open the payment page again from "
                + "the shop: it shows how your payment stands."
        ),
        time: Time(
            left: "{time} left",
            endsIn: "This checkout ends in {time}.",
            overTitle: "The time for this checkout is over",
            overBody: "We are checking whether a payment is still running. Please do not pay again."
        ),
        notices: Notices(
            checkingTitle: "Checking your payment",
            checkingBody: "This usually takes a few seconds. You can leave this page open; please do not pay again.",
            checkingReload: "If nothing happens, look again",
            paidTitle: "Paid",
            paidBody: "Thank you. Your payment to {merchant} went through.",
            expiredTitle: "This checkout has expired",
            expiredBody: "Nothing has been charged. Go back to {merchant} to start again.",
            endedTitle: "This payment did not go through",
            endedBody: "The card was declined and this checkout has ended. Nothing has been charged.",
            missingTitle: "There is no checkout here",
            missingBody: "The link may be cut off or mistyped. Open it again from the shop's page.",
            unavailableTitle: "We will be right back",
            unavailableBody:
                "The payment page cannot be reached at this moment. Nothing is lost; the page tries again by "
                + "itself.",
            unavailablePay:
                "Your card is safe and nothing is lost. Go on with the button; you will not be charged "
                + "twice.",
            refusedTitle: "Please press the button once more",
            refusedBody:
                "This request did not come from the payment page, so it was not carried out. Nothing has been "
                + "charged.",
            tryAgain: "Try again",
            toCheckout: "Back to the payment page"
        )
    )
}
