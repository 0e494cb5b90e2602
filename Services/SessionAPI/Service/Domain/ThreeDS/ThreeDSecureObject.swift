/// Writes what a charge shows of its authentication (dialect §11).
struct ThreeDSecureObject {
    private let authentication: Authentication

    init(_ authentication: Authentication) {
        self.authentication = authentication
    }

    func write(to json: inout JSONWriter) {
        json.field("authentication_flow", flow)
        json.field("electronic_commerce_indicator", authentication.eci)
        json.null("exemption_indicator")
        json.field("result", result)
        json.field("result_reason", reason)
        json.field("transaction_id", authentication.directoryTransaction?.wireText)
        json.field("version", authentication.directoryTransaction == nil ? nil : Authentication.version)
    }

    private var flow: String? {
        if authentication.challenge != nil { return "challenge" }
        return authentication.status?.bringsProof == true ? "frictionless" : nil
    }

    private var result: String {
        switch authentication.status {
        case .authenticated: "authenticated"
        case .attempted: "attempt_acknowledged"
        case .informational: "exempted"
        case .notAuthenticated, .rejected: "failed"
        case .unavailable, .challenge, .decoupled, .securePayment, nil: "processing_error"
        }
    }

    private var reason: String? {
        switch authentication.status {
        case .rejected: "rejected"
        case .unavailable, .challenge, .decoupled, .securePayment, nil: "protocol_error"
        default: nil
        }
    }
}
