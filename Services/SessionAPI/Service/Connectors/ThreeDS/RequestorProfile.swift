/// Who we are to directory servers: what stands in every authentication request, whoever sells.
package struct RequestorProfile: Sendable {
    /// The name in the vault's configuration, such as `sandbox`.
    package let server: String
    /// Where the directory server tells how a challenge ended.
    package let resultURL: String
    /// Where the issuer's page sends the customer back to.
    package let notificationURL: String
    /// Our own public address.
    package let homeURL: String

    /// - Parameters:
    ///   - server: the directory server's name.
    ///   - apiURL: session-api's public address, without a slash at its end.
    ///   - pageURL: the hosted page's, likewise.
    ///   - resultURL: where the directory server reaches `/3ds/rreq`, if not at the public address.
    package init(server: String, apiURL: String, pageURL: String, resultURL: String? = nil) {
        self.server = server
        self.resultURL = resultURL ?? apiURL + "/3ds/rreq"
        notificationURL = pageURL + "/c/3ds"
        homeURL = pageURL
    }

    // What the acquirer would give us; merchants share it until they have accounts of their own there.
    static let requestorID = "PAYDESK"
    static let requestorName = "Paydesk"
    static let acquirerBIN = "400551"
    /// ISO 18245: various retail.
    static let merchantCategory = "5999"
    /// ISO 3166-1: Germany.
    static let merchantCountry = "276"
}
