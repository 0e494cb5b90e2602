import Foundation

/// A merchant's http or https address, fit for a `Location` header and a link: printable ASCII only.
struct WebAddress: Equatable {
    let text: String
    let origin: Origin

    /// Nil for other schemes (`javascript:` among them) and for what is no address.
    init?(_ url: String) {
        guard let origin = Origin(of: url) else { return nil }
        let isPrintable = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard let text = isPrintable ? url : URLComponents(string: url)?.string else { return nil }
        self.text = text
        self.origin = origin
    }
}
