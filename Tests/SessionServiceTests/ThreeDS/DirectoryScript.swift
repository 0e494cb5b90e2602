import Foundation
import Payments

@testable import SessionService

/// What the directory server behind the outside world's vault answers to an AReq.
enum DirectoryScript: Sendable, Equatable {
    /// An ARes with this status, and all that belongs to it.
    case answers(TransStatus)
    case error, foreignTransaction, noProof, noAddress, plainAddress

    static let issuerPage = "http://localhost:8090/acs/challenge"
    static let proof = "AAECAwQFBgcICQoLDA0ODxAREhM="

    /// One AReq, and the ids that it was given.
    struct Asked: Sendable, Equatable {
        let fields: [String: String]
        let directory = UUID()
        let issuer = UUID()

        var id: String { fields["threeDSServerTransID"] ?? "" }

        /// The issuer's word about it.
        func result(
            _ status: String,
            changing changes: [String: String?] = [:]
        ) -> Data {
            var message: [String: String?] = [
                "messageType": "RReq", "messageVersion": "2.2.0", "messageCategory": "01", "threeDSServerTransID": id,
                "dsTransID": directory.wireText, "acsTransID": issuer.wireText, "transStatus": status,
                "interactionCounter": "01",
            ]
            if ["Y", "A"].contains(status) { message["authenticationValue"] = DirectoryScript.proof }
            if ["Y", "A"].contains(status) { message["eci"] = status == "Y" ? "05" : "06" }
            return Self.json(message.merging(changes) { $1 })
        }

        static func json(_ message: [String: String?]) -> Data {
            let sorted = message.compactMapValues { $0 }.sorted { $0.key < $1.key }
            return Data(("{" + sorted.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}").utf8)
        }
    }

    /// The answer's body.
    func answer(to asked: Asked) -> String {
        var message: [String: String?] = [
            "messageType": "ARes", "messageVersion": "2.2.0", "threeDSServerTransID": asked.id,
            "dsTransID": asked.directory.wireText, "acsTransID": asked.issuer.wireText,
        ]
        switch self {
        case .error: message["messageType"] = "Erro"
        case .answers(let status):
            message["transStatus"] = status.rawValue
            if status.bringsProof {
                message["authenticationValue"] = Self.proof
                message["eci"] = status == .authenticated ? "05" : "06"
            }
            if status == .challenge { message["acsURL"] = Self.issuerPage }
        case .foreignTransaction:
            message["threeDSServerTransID"] = UUID().wireText
            message["transStatus"] = "Y"
            message["authenticationValue"] = Self.proof
        case .noProof: message["transStatus"] = "Y"
        case .noAddress: message["transStatus"] = "C"
        case .plainAddress:
            message["transStatus"] = "C"
            message["acsURL"] = "http://bank.example/acs"
        }
        return String(decoding: Asked.json(message), as: UTF8.self)
    }
}
