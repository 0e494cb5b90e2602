import Foundation
import HTTPKit
import HTTPTypes
import OrderedCollections
import Payments

/// A request for a refund, read and checked.
struct RefundRequest: Sendable {
    /// What is to be given back.
    enum Target: Sendable, Equatable {
        case charge(String)
        case intent(String)
    }

    let target: Target
    let wish: RefundWish
    /// What the answer shows in full.
    let wishes: Set<String>

    init(_ parameters: Parameter) throws {
        self = try ParameterReader.read(parameters) { try RefundRequest(&$0) }
    }

    private init(_ reader: inout ParameterReader) throws {
        target = try Self.target(&reader)
        var wish = RefundWish()
        wish.amount = try reader.integer("amount")
        if let amount = wish.amount, amount < 1 {
            throw APIError.invalid(
                "amount",
                code: "parameter_invalid_integer",
                "Invalid positive integer: amount must be at least 1, not \(amount)."
            )
        }
        wish.reason = try reader.choice("reason", of: Refund.Reason.allCases.map(\.rawValue))
            .flatMap(Refund.Reason.init)
        wish.metadata = try reader.metadata("metadata") ?? .none
        self.wish = wish
        wishes = try reader.expand(allowing: RefundView.expandable)
        try reader.refuseIfOn("refund_application_fee")
        try reader.refuseIfOn("reverse_transfer")
        try reader.notYet("currency", "customer", "instructions_email", "origin")
    }

    private static func target(_ reader: inout ParameterReader) throws -> Target {
        switch (try reader.text("charge", upTo: 255), try reader.text("payment_intent", upTo: 255)) {
        case (let charge?, nil): return .charge(charge)
        case (nil, let intent?): return .intent(intent)
        case (nil, nil):
            throw APIError(
                .badRequest,
                code: "parameter_missing",
                param: "charge",
                "One of the following params should be provided for this request: payment_intent or charge."
            )
        case (_?, _?):
            throw APIError.invalid(
                "payment_intent",
                code: "parameters_exclusive",
                "Send either charge or payment_intent, not both."
            )
        }
    }
}

extension ParameterReader {
    /// A switch of the dialect that has no meaning here, and may be sent as off.
    fileprivate mutating func refuseIfOn(_ key: String) throws {
        if try boolean(key) == true { throw APIError.invalid(name(key), "\(name(key)) is not supported yet.") }
    }

    /// `created`: an instant, or bounds of it (dialect §8).
    mutating func createdRange() throws -> RefundFilter.CreatedRange {
        if case .text = take("created") {
            guard let instant = try integer("created").map(Self.bounded) else { return .init() }
            return .init(from: Date(unixSeconds: instant), before: Date(unixSeconds: instant + 1))
        }
        let range = try group("created") { part in
            let after = try part.integer("gt").map { Self.bounded($0) + 1 }
            let from = try part.integer("gte").map(Self.bounded)
            let before = try part.integer("lt").map(Self.bounded)
            let until = try part.integer("lte").map { Self.bounded($0) + 1 }
            return RefundFilter.CreatedRange(
                from: [after, from].compactMap(\.self).max().map { Date(unixSeconds: $0) },
                before: [before, until].compactMap(\.self).min().map { Date(unixSeconds: $0) }
            )
        }
        return range ?? .init()
    }

    /// An instant between 1970 and the end of the year 9999, beyond which nothing was made and nothing can be counted.
    private static func bounded(_ instant: Int64) -> Int64 {
        min(max(instant, 0), 253_402_300_799)
    }
}

/// What a request does to the notes on an object: a key with a value sets it, one without removes it, and an empty text
/// for all of them removes all (dialect §8).
struct MetadataChange: Sendable {
    private let pairs: [(key: String, value: String)]
    private let removesAll: Bool

    /// - Throws: `APIError` for notes that cannot be kept.
    init(_ reader: inout ParameterReader, _ key: String) throws {
        let parameter = reader.take(key)
        removesAll = parameter == .text("")
        _ = try reader.metadata(key)
        guard case .map(let parts)? = parameter else {
            pairs = []
            return
        }
        pairs = parts.elements.compactMap { key, value in
            if case .text(let text) = value { (key, text) } else { nil }
        }
    }

    /// The notes after the change.
    ///
    /// - Throws: `APIError` when there would be too many.
    func applied(to metadata: Metadata) throws -> Metadata {
        if removesAll { return .none }
        guard !pairs.isEmpty else { return metadata }
        var notes = try metadata.pairs()
        for (key, value) in pairs { notes[key] = value.isEmpty ? nil : value }
        guard notes.count <= Metadata.keyLimit else {
            throw APIError.invalid("metadata", "metadata may have at most \(Metadata.keyLimit) keys.")
        }
        return notes.isEmpty ? .none : Metadata(notes.elements.map { ($0.key, $0.value) })
    }
}
