import Foundation

/// A message that is not what it should be: which of EMV's error codes, and what is wrong.
package struct ProtocolFault: Error, Sendable, Equatable {
    /// EMV's `errorCode`.
    package let code: String
    package let description: String
    /// The names of the fields at fault; never their values.
    package let detail: String
    /// Whether the transaction is not known here, so that the answer is 404.
    package let isUnknownTransaction: Bool

    private init(_ code: String, _ description: String, _ detail: String, isUnknownTransaction: Bool = false) {
        self.code = code
        self.description = description
        self.detail = detail
        self.isUnknownTransaction = isUnknownTransaction
    }

    static func unreadable(_ detail: String) -> ProtocolFault { .init("101", "Message received invalid", detail) }
    static let version = ProtocolFault("102", "Message version number not supported", "messageVersion")
    static func missing(_ field: String) -> ProtocolFault { .init("201", "Required data element missing", field) }
    static func format(_ field: String) -> ProtocolFault {
        .init("203", "Format of one or more data elements is invalid according to the specification", field)
    }
    static let unknownTransaction = ProtocolFault(
        "301",
        "Transaction ID not recognized",
        "threeDSServerTransID",
        isUnknownTransaction: true
    )
    static func wrongTransaction(_ field: String) -> ProtocolFault {
        .init("301", "Transaction ID not recognized", field)
    }
    /// The message is well made, and does not fit what was said before.
    static func unexpected(_ detail: String) -> ProtocolFault { .init("305", "Transaction data not valid", detail) }

    /// The `Erro` message.
    package var json: String {
        var writer = JSONWriter(capacity: 512)
        writer.object { json in
            json.constant(#""messageType":"Erro""#)
            json.field("messageVersion", Authentication.version)
            json.field("errorCode", code)
            json.constant(#""errorComponent":"S""#)
            json.field("errorDescription", description)
            json.field("errorDetail", detail)
            json.constant(#""errorMessageType":"RReq""#)
        }
        return writer.text
    }
}
