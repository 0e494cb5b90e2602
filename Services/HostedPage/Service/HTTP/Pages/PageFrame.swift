/// What every page has around its content; the fields are those that `layout.mustache` names.
struct PageFrame {
    let lang: String
    let title: String
    let nonce: String
    let script: String
    let palette: Palette
    let assets: AssetPaths
    let poweredBy: String
    /// The session for the script; nil on pages of none.
    var session: String?
    /// What the script does when the page is there; see `Mode`.
    var mode: String?
    /// Until the session's time is over; nil where that is of no interest.
    var secondsLeft: Int?
    let favicon: BrandContent.Picture?
    /// Seconds after which a browser without script asks again.
    var reloadAfter: Int?
    var support: Support?
    let content: Content

    enum Mode: String {
        /// Takes a card, and watches the session's time.
        case checkout
        /// Goes to the card's bank.
        case challenge
        /// Waits for the outcome.
        case follow
        /// Loads itself anew.
        case reload
    }

    /// The address for questions and the word before it.
    struct Support {
        let question: String
        let email: String
    }

    struct AssetPaths {
        let style = Asset.style.path
        let icon = Asset.icon.path
    }

    /// The merchant's color and what follows from it, as CSS colors.
    struct Palette {
        let fill: String
        let text: String
        let hover: String
        let edge: String
        let link: String
        let focus: String
        let edgeAtNight: String
        let linkAtNight: String
        let focusAtNight: String

        init(_ color: BrandColor) {
            fill = color.css
            text = color.text.css
            // The hovered button keeps the same ink, so it may only move away from it.
            hover = color.text == .white ? color.darker.css : color.lighter.css
            edge = color.readable(on: .white, ratio: 3).css
            link = color.readable(on: .tint, ratio: 4.5).css
            focus = color.readable(on: .tint, ratio: 3).css
            edgeAtNight = color.readable(on: .night, ratio: 3).css
            linkAtNight = color.readable(on: .night, ratio: 4.5).css
            focusAtNight = color.readable(on: .night, ratio: 3).css
        }
    }
}

/// The inner part of a page; exactly one is set.
struct Content {
    var checkout: CheckoutContent?
    var notice: NoticeContent?
    var challenge: ChallengeContent?
}

/// A link with its words.
struct Link {
    let url: String
    let text: String
}
