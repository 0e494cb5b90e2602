import AsyncHTTPClient
import NIOCore

extension EgressPolicy.Refusal {
    /// The word that is written down for it.
    var failure: AttemptResult.Failure {
        switch self {
        case .url: .urlNotAllowed
        case .address: .addressNotAllowed
        case .nameNotFound: .nameNotFound
        }
    }
}

extension AttemptResult.Failure {
    /// The word for an error of the HTTP library; its own text is not kept, for it may quote what the receiver sent.
    init(_ error: any Error) {
        switch error {
        case is CancellationError: self = .interrupted
        case let error as HTTPClientError: self.init(error)
        default:
            // Errors of TLS and of the parser are of types that the HTTP library does not show.
            let type = String(describing: Swift.type(of: error))
            if type.contains("SSL") || type.contains("TLS") {
                self = .tlsFailed
            } else if type.contains("HTTPParser") {
                self = .invalidAnswer
            } else {
                self = .connectionFailed
            }
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout: self = .timeout
        case .connectTimeout, .tlsHandshakeTimeout: self = .connectionTimeout
        case .cancelled: self = .interrupted
        case .remoteConnectionClosed, .uncleanShutdown: self = .connectionFailed
        default: self = .invalidAnswer
        }
    }
}
