import VaultClient

extension RelayFailure {
    /// For a step's note: which of the cases, and the vault's own word.
    var reason: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason)"
        case .outcomeUnknown(let reason): "outcome unknown: \(reason)"
        case .tokenUsed: "token used"
        case .tokenGone: "token gone"
        case .codeGone: "security code gone"
        case .refused(let status, let code, _): "refused by the vault: \(status) \(code ?? "")"
        }
    }
}
