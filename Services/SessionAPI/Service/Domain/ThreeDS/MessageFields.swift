import Foundation

/// The text fields of a 3-D Secure message; fields of other kinds are none of ours.
struct MessageFields {
    private let values: [String: String]
    /// Fields that are there and are no text.
    private let others: Set<String>

    /// - Throws: `ProtocolFault` for what is no JSON object.
    init(_ json: some DataProtocol) throws(ProtocolFault) {
        let decoded: [String: Field]
        do {
            decoded = try JSONDecoder().decode([String: Field].self, from: Data(json))
        } catch {
            throw .unreadable("not a JSON object")
        }
        values = decoded.compactMapValues(\.text)
        others = Set(decoded.filter { $0.value.isOther }.keys)
    }

    private struct Field: Decodable {
        let text: String?
        /// An object, a list, a number; null counts as not there.
        let isOther: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // What is no text is noted as such, and refused where a text is wanted.
            text = try? container.decode(String.self)
            isOther = text == nil && !container.decodeNil()
        }
    }

    func optional(_ name: String, upTo limit: Int) throws(ProtocolFault) -> String? {
        guard !others.contains(name) else { throw .format(name) }
        guard let value = values[name] else { return nil }
        guard (1...limit).contains(value.utf8.count), value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .format(name)
        }
        return value
    }

    func required(_ name: String, upTo limit: Int) throws(ProtocolFault) -> String {
        guard let value = try optional(name, upTo: limit) else { throw .missing(name) }
        return value
    }

    func expect(_ type: AuthenticationMessage) throws(ProtocolFault) {
        guard try required("messageType", upTo: 4) == type.rawValue else { throw .unreadable("messageType") }
        guard try required("messageVersion", upTo: 8) == Authentication.version else { throw .version }
    }

    func id(_ name: String) throws(ProtocolFault) -> UUID? {
        guard let text = try optional(name, upTo: 36) else { return nil }
        guard let id = UUID(uuidString: text) else { throw .format(name) }
        return id
    }

    func status() throws(ProtocolFault) -> TransStatus {
        guard let status = TransStatus(rawValue: try required("transStatus", upTo: 1)) else {
            throw .format("transStatus")
        }
        return status
    }

    func eci() throws(ProtocolFault) -> String? {
        guard let eci = try optional("eci", upTo: 2) else { return nil }
        guard eci.utf8.count == 2, eci.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .format("eci") }
        return eci
    }

    /// 20 bytes as 28 characters of base64; there when the status brings a proof.
    func proof(for status: TransStatus) throws(ProtocolFault) -> String? {
        guard status.bringsProof else { return nil }
        let value = try required("authenticationValue", upTo: 28)
        guard value.utf8.count == 28, Data(base64Encoded: value)?.count == 20 else {
            throw .format("authenticationValue")
        }
        return value
    }
}
