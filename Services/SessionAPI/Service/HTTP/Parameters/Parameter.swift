import OrderedCollections
import Secrets

/// A parameter of a request: text, a list, or named parts.
///
/// The same tree whatever form the request came in.
indirect enum Parameter: Equatable, Sendable {
    case text(String)
    case list([Parameter])
    case map(OrderedDictionary<String, Parameter>)

    /// The elements, in order, where this can be read as a list.
    ///
    /// Forms write `a[0]=x&a[1]=y`, which looks like a map with numbers for names; gaps between the numbers do not matter.
    var elements: [Parameter]? {
        switch self {
        case .text: return nil
        case .list(let elements): return elements
        case .map(let parts):
            var numbered: [(Int, Parameter)] = []
            for (name, part) in parts {
                guard let index = Self.index(name) else { return nil }
                numbered.append((index, part))
            }
            return numbered.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func index(_ name: String) -> Int? {
        guard (1...9).contains(name.utf8.count), name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(name)
    }
}

extension Parameter {
    /// Empty text, which means "unset", or a list or group without anything in it, which forms cannot even send.
    var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let elements): elements.isEmpty
        case .map(let parts): parts.isEmpty
        }
    }

    /// Whether nothing is asked for, however deep one looks.
    var isNothing: Bool {
        if case .map(let parts) = self { return parts.values.allSatisfy(\.isNothing) }
        return isEmpty
    }

    /// A fingerprint of what the parameters say: neither their order, nor the spelling of lists, nor whether they came as a
    /// form or as JSON changes it.
    ///
    /// For what makes something new: empty text is the same as nothing.
    var digest: [UInt8] { digest(keepsUnset: false) }

    /// The same for what changes something that is there, where empty text takes something away.
    var digestOfChange: [UInt8] { digest(keepsUnset: true) }

    private func digest(keepsUnset: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes, keepsUnset: keepsUnset)
        return SHA256Digest.of(bytes)
    }

    private func write(to bytes: inout [UInt8], keepsUnset: Bool) {
        if let elements {
            bytes.append(UInt8(ascii: "["))
            for element in elements { element.write(to: &bytes, keepsUnset: keepsUnset) }
            return bytes.append(UInt8(ascii: "]"))
        }
        switch self {
        case .text(let text): Self.write(text, to: &bytes)
        case .list: break
        case .map(let parts):
            bytes.append(UInt8(ascii: "{"))
            for (name, part) in parts.elements.sorted(by: { $0.key < $1.key }) {
                if part.isEmpty, !(keepsUnset && part == .text("")) { continue }
                Self.write(name, to: &bytes)
                part.write(to: &bytes, keepsUnset: keepsUnset)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The length first, so that no text can look like two.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes += Array("\(text.utf8.count):".utf8)
        bytes += text.utf8
    }
}
