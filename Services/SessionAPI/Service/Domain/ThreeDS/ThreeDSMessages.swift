import Foundation

extension AuthenticationWord {
    /// Reads the directory server's answer (ARes) to the authentication `id`.
    ///
    /// An ARes that lacks what its status needs, or speaks of another transaction, is none. A plain no needs no proof and no
    /// ids, and stays a no without them.
    ///
    /// - Parameters:
    ///   - json: the body of the answer.
    ///   - id: our transaction.
    ///   - livemode: real money: then the issuer's page is on https.
    /// - Throws: `ProtocolFault`.
    package init(
        ares json: some DataProtocol,
        of id: UUID,
        livemode: Bool
    ) throws(ProtocolFault) {
        let fields = try MessageFields(json)
        try fields.expect(.ares)
        guard try fields.id("threeDSServerTransID") == id else { throw .wrongTransaction("threeDSServerTransID") }
        let status = try fields.status()
        let (directory, issuer) = (try fields.id("dsTransID"), try fields.id("acsTransID"))
        if status.bringsProof || status == .challenge {
            guard directory != nil else { throw .missing("dsTransID") }
        }
        var acsURL: String?
        if status == .challenge {
            guard issuer != nil else { throw .missing("acsTransID") }
            let text = try fields.required("acsURL", upTo: 2048)
            guard Self.isIssuerPage(text, livemode: livemode) else { throw .format("acsURL") }
            acsURL = text
        }
        self.init(
            message: .ares,
            status: status,
            directoryTransaction: directory,
            issuerTransaction: issuer,
            eci: try fields.eci(),
            value: try fields.proof(for: status),
            acsURL: acsURL
        )
    }

    /// Https, or, with test cards, http on this very machine.
    private static func isIssuerPage(_ text: String, livemode: Bool) -> Bool {
        guard !text.contains(" "), let url = URL(string: text), let host = url.host(percentEncoded: true),
            !host.isEmpty,
            url.user(percentEncoded: true) == nil, url.password(percentEncoded: true) == nil
        else { return false }
        switch url.scheme?.lowercased() {
        case "https": return true
        case "http": return !livemode && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host.lowercased())
        default: return false
        }
    }
}

/// The issuer's word after a challenge (RReq), as it came to `/3ds/rreq`.
package struct ChallengeResult: Sendable, Equatable {
    /// Our transaction.
    package let id: UUID
    package let directoryTransaction: UUID
    package let issuerTransaction: UUID
    /// Never one that makes no sense after a challenge.
    package let word: AuthenticationWord

    /// - Throws: `ProtocolFault`.
    package init(rreq json: some DataProtocol) throws(ProtocolFault) {
        let fields = try MessageFields(json)
        try fields.expect(.rreq)
        if let category = try fields.optional("messageCategory", upTo: 2), category != "01" {
            throw .format("messageCategory")
        }
        guard let id = try fields.id("threeDSServerTransID") else { throw .missing("threeDSServerTransID") }
        guard let directory = try fields.id("dsTransID") else { throw .missing("dsTransID") }
        guard let issuer = try fields.id("acsTransID") else { throw .missing("acsTransID") }
        let status = try fields.status()
        guard status.move(in: .rreq) != .malformed else { throw .format("transStatus") }
        self.id = id
        directoryTransaction = directory
        issuerTransaction = issuer
        word = AuthenticationWord(
            message: .rreq,
            status: status,
            directoryTransaction: directory,
            issuerTransaction: issuer,
            eci: try fields.eci(),
            value: try fields.proof(for: status)
        )
    }

    /// The `RRes` message that acknowledges it.
    package var receipt: String {
        var writer = JSONWriter(capacity: 512)
        writer.object { json in
            json.constant(#""messageType":"RRes""#)
            json.field("messageVersion", Authentication.version)
            json.field("threeDSServerTransID", id.wireText)
            json.field("dsTransID", directoryTransaction.wireText)
            json.field("acsTransID", issuerTransaction.wireText)
            json.constant(#""resultsStatus":"01""#)
        }
        return writer.text
    }
}

/// The message with which the customer's browser opens a challenge (CReq).
package struct ChallengeRequest: Sendable, Equatable {
    /// JSON text; as base64url it goes to the issuer's page.
    package let json: String

    /// Nil for an authentication without a challenge.
    package init?(_ authentication: Authentication) {
        guard let issuer = authentication.issuerTransaction, authentication.challenge != nil else { return nil }
        var writer = JSONWriter(capacity: 256)
        writer.object { json in
            json.constant(#""messageType":"CReq""#)
            json.field("messageVersion", Authentication.version)
            json.field("threeDSServerTransID", authentication.id.wireText)
            json.field("acsTransID", issuer.wireText)
            // 05: the full page.
            json.constant(#""challengeWindowSize":"05""#)
        }
        json = writer.text
    }
}

extension UUID {
    /// As 3-D Secure writes it: lower-case, with dashes.
    package var wireText: String { uuidString.lowercased() }
}
