/// A page that says one thing and shows one way on; the fields are those that `notice.mustache` names.
struct NoticeContent {
    let heading: String
    let body: String
    /// Whether something is going on, which a spinner shows.
    var working = false
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
