/// A page that says one thing and shows one way on; the fields are those that `notice.mustache` names.
struct NoticeContent {
    let heading: String
    let body: String
    /// Whose page it is; nil on pages of no session.
    var brand: BrandContent?
    /// Whether something is going on, which a spinner shows.
    var working = false
    /// The sign above the heading where nothing is going on; one of them at most.
    var isGood = false
    var isLate = false
    var isBad = false
    /// The way on as a button.
    var link: Link?
    /// The way on as a plain link below.
    var plainLink: Link?
    /// A form that posts again what could not be delivered.
    var retry: RetryContent?
}

/// What a repeated post carries.
struct RetryContent {
    let path: String
    let fields: [HiddenField]
    let button: String
}

/// An input that nobody sees.
struct HiddenField {
    let name: String
    let value: String
}

/// The step to the card's bank: a form that the browser posts there; the fields are those that `challenge.mustache`
/// names.
struct ChallengeContent {
    let brand: BrandContent
    let amount: String
    let heading: String
    let body: String
    /// Where the form goes.
    let action: String
    let creq: String
    let sessionData: String
    let button: String
    let anotherCard: Link
}
