import Foundation
import Payments
import SessionClient

/// Makes the payment page's content from what session-api says of the session.
struct CheckoutComposer {
    let view: CheckoutView
    let locale: PageLocale
    let currency: Currency
    /// The proof that the form carries.
    let csrf: String
    /// Filled into the e-mail field.
    var email = ""
    var fault: Fault?
    /// What the customer typed and has to mend, instead of a card form; see `HeldCardContent`.
    var held: (keyName: String, key: String)?
    let now: Date

    /// How many lines of the order are shown before the rest is folded away.
    private static let linesShown = 4

    /// From here on the page counts the time that is left, seconds.
    private static let warnedSeconds = 300

    private var texts: Texts { locale.language.texts }
    private var merchant: String { PlainText.line(view.merchant.name) }

    func content() -> CheckoutContent {
        CheckoutContent(
            order: order(),
            paymentTitle: texts.payment,
            alert: alert,
            warning: warning,
            waitingBank: waitingBank,
            time: time,
            cardForm: held == nil ? cardForm() : nil,
            heldCard: held.map { heldCard($0.keyName, $0.key) }
        )
    }

    var title: String { texts.title.filled(["merchant": merchant, "amount": money(view.amountTotal)]) }

    var secondsLeft: Int { view.secondsLeft(at: now) }

    private func money(_ amount: Int64) -> String {
        Money(amount, currency).formatted(locale: locale.tag)
    }

    private func order() -> OrderContent {
        let items = view.lineItems.map(item)
        let isLong = items.count > Self.linesShown
        return OrderContent(
            brand: BrandContent(view.merchant, name: merchant),
            back: back,
            testMode: view.livemode ? nil : texts.testMode,
            orderTitle: texts.order,
            items: isLong ? Array(items.prefix(Self.linesShown - 1)) : items,
            more: isLong
                ? MoreItems(
                    summary: texts.allItems.filled(["count": "\(items.count)"]),
                    items: Array(items.dropFirst(Self.linesShown - 1))
                ) : nil,
            totalTitle: texts.total,
            total: money(view.amountTotal)
        )
    }

    private var back: Link? {
        view.wayBack.map { Link(url: $0.text, text: texts.backTo.filled(["merchant": merchant])) }
    }

    private var waitingBank: WaitingBankContent? {
        guard Place(view) == .challenge, held == nil else { return nil }
        return WaitingBankContent(
            text: texts.bank.waiting,
            path: PagePaths.challenge(view.session),
            button: texts.bank.toBank,
            orCard: texts.bank.orCard
        )
    }

    private var time: TimeContent {
        let (minutes, seconds) = (secondsLeft / 60, secondsLeft % 60)
        let clock = "\(minutes):\(seconds < 10 ? "0" : "")\(seconds)"
        return TimeContent(
            now: secondsLeft <= Self.warnedSeconds ? texts.time.left.filled(["time": clock]) : nil,
            left: texts.time.left,
            endsIn: texts.time.endsIn,
            overTitle: texts.time.overTitle,
            overBody: texts.time.overBody,
            endedTitle: texts.notices.expiredTitle,
            endedBody: texts.notices.expiredBody.filled(["merchant": merchant]),
            back: back
        )
    }

    private func item(_ line: LineItemView) -> ItemContent {
        ItemContent(
            name: PlainText.line(line.name),
            detail: line.quantity == 1 ? nil : "\(line.quantity) × \(money(line.unitAmount))",
            description: line.description
                .map { PlainText.line($0, limit: PlainText.descriptionLimit) }
                .flatMap { $0.isEmpty ? nil : $0 },
            sum: money(line.amountTotal)
        )
    }

    /// A fault that belongs to no field, else what became of the last card.
    private var alert: String? {
        if let fault {
            let hasPlace = fault.field == .email ? askedEmail != nil : fault.field != nil && held == nil
            return hasPlace ? nil : fault.sentence(in: texts, merchant: merchant)
        }
        switch view.payment {
        case .declined: return texts.declines.text(view.decline?.messageKey ?? .generic)
        case .needsCVC: return texts.declines.codeLost
        case .none, .processing, .needsAuthentication, .paid: return nil
        }
    }

    private var warning: String? {
        let isLast = min(view.attemptsLeft, view.cardsLeft) == 1
        return isLast && view.payment == .declined ? texts.oneTryLeft : nil
    }

    private var button: String {
        let text =
            switch view.submitType {
            case "donate": texts.donate
            case "book": texts.book
            case "subscribe": texts.subscribe
            default: texts.pay
            }
        return text.filled(["amount": money(view.amountTotal)])
    }

    private var knownEmail: KnownEmail? {
        view.customerEmail.map { KnownEmail(title: texts.email, address: PlainText.line($0, limit: 254)) }
    }

    private var askedEmail: FieldContent? {
        view.customerEmail == nil ? marked(.email(texts, value: email), .email) : nil
    }

    private func marked(_ field: FieldContent, _ name: Fault.Field) -> FieldContent {
        guard let fault, fault.field == name else { return field }
        var field = field
        field.fault = fault.sentence(in: texts, merchant: merchant)
        field.focused = true
        return field
    }

    private func cardForm() -> CardFormContent {
        CardFormContent(
            path: PagePaths.checkout(view.session),
            csrf: csrf,
            vaultAction: (WebAddress(view.vaultURL)?.text ?? "") + "/v1/tokens",
            ticket: view.ticket,
            testHint: view.livemode || alert != nil || waitingBank != nil
                ? nil : texts.testHint.filled(["card": "4242 4242 4242 4242"]),
            emailField: askedEmail,
            emailKnown: knownEmail,
            numberField: marked(.number(texts), .number),
            expiryField: marked(.expiry(texts), .exp),
            codeField: marked(.code(texts), .cvc),
            nameField: marked(.name(texts), .name),
            button: button,
            paying: texts.paying,
            safety: texts.cardSafety.filled(["merchant": merchant]),
            sentences: Fault.allCases.map {
                Sentence(
                    code: $0.rawValue,
                    field: $0.field?.rawValue ?? "",
                    text: $0.sentence(in: texts, merchant: merchant)
                )
            }
        )
    }

    private func heldCard(_ keyName: String, _ key: String) -> HeldCardContent {
        HeldCardContent(
            path: PagePaths.checkout(view.session),
            csrf: csrf,
            keyName: keyName,
            key: key,
            brand: view.card?.brand ?? "unknown",
            cardTitle: view.card.map { "\(Self.brandNames[$0.brand] ?? "") •\($0.last4)" } ?? texts.cardReady,
            detail: view.card.map {
                let month = $0.expMonth < 10 ? "0\($0.expMonth)" : "\($0.expMonth)"
                return texts.cardExpires.filled(["date": "\(month) / \($0.expYear % 100)"])
            },
            emailField: askedEmail,
            emailKnown: knownEmail,
            button: button,
            paying: texts.paying,
            anotherCard: texts.anotherCard
        )
    }

    /// Brands as their cards spell them.
    private static let brandNames = [
        "visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover",
        "diners": "Diners Club", "jcb": "JCB", "unionpay": "UnionPay",
    ]
}

extension Texts.Declines {
    /// The sentence for a card that was not taken.
    func text(_ message: DeclineMessage) -> String {
        switch message {
        case .generic: generic
        case .insufficientFunds: insufficientFunds
        case .expiredCard: expiredCard
        case .incorrectCVC: incorrectCode
        case .incorrectNumber: incorrectNumber
        case .notSupported: notSupported
        case .tryAgain: tryAgain
        case .authenticationRequired: authenticationRequired
        }
    }
}
