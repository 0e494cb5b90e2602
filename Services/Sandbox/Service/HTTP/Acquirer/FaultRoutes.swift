import HTTPKit
import HTTPTypes
import Hummingbird

/// Programs what goes wrong: `POST` adds a fault, `GET` shows those that are left, `DELETE` clears them.
struct FaultRoutes: Sendable {
    let plan: FaultPlan

    func add(to router: Router<PaydeskContext>) {
        let group = router.group("/acquirer/faults")
        group.get(use: list)
        group.post(use: add)
        group.delete(use: clear)
    }

    private struct List: Encodable {
        let faults: [FaultBody]
    }

    @Sendable private func list(_ request: Request, _ context: PaydeskContext) throws -> Response {
        try Response(encoding: List(faults: plan.active.map(FaultBody.init)))
    }

    @Sendable private func add(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let body = try await request.decodedJSON(as: FaultBody.self)
        guard plan.add(body.fault) else {
            throw APIError(.tooManyRequests, code: "too_many_faults", "\(FaultPlan.limit) faults are active already.")
        }
        return try Response(encoding: body)
    }

    @Sendable private func clear(_ request: Request, _ context: PaydeskContext) throws -> Response {
        plan.clear()
        return try list(request, context)
    }
}

/// A fault as JSON: `{"kind", "match": {"last4", "operation"}, "count", "delay_ms"}`.
struct FaultBody: Codable {
    let fault: Fault

    init(_ fault: Fault) {
        self.fault = fault
    }

    private enum Key: String, CodingKey, CaseIterable {
        case kind, match, count
        case delay = "delay_ms"
    }

    private struct Match: Codable {
        let last4: String?
        let operation: String?

        private enum Key: String, CodingKey, CaseIterable {
            case last4, operation
        }

        init(_ match: Fault.Match) {
            last4 = match.last4
            operation = match.operation?.rawValue
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(outside: Key.allCases.map(\.rawValue))
            let object = try decoder.container(keyedBy: Key.self)
            last4 = try object.decodeIfPresent(String.self, forKey: .last4)
            operation = try object.decodeIfPresent(String.self, forKey: .operation)
        }

        func checked() throws -> Fault.Match {
            if let last4, last4.utf8.count != 4 || !last4.utf8.allSatisfy({ (48...57).contains($0) }) {
                throw APIError.invalid("match.last4", "Expected four digits.")
            }
            return Fault.Match(last4: last4, operation: try oneOf(operation, "match.operation"))
        }
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(outside: Key.allCases.map(\.rawValue))
        let object = try decoder.container(keyedBy: Key.self)
        guard let kind: Fault.Kind = try oneOf(try object.decodeIfPresent(String.self, forKey: .kind), "kind") else {
            throw APIError.missing("kind")
        }
        let count = try object.decodeIfPresent(Int.self, forKey: .count) ?? 1
        guard (1...Fault.countLimit).contains(count) else {
            throw APIError.invalid("count", "Expected 1 to \(Fault.countLimit).")
        }
        let delay = try object.decodeIfPresent(Int.self, forKey: .delay) ?? 0
        guard (0...Fault.delayLimitMilliseconds).contains(delay) else {
            throw APIError.invalid("delay_ms", "Expected 0 to \(Fault.delayLimitMilliseconds).")
        }
        fault = Fault(
            kind: kind,
            match: try object.decodeIfPresent(Match.self, forKey: .match)?.checked()
                ?? Fault.Match(last4: nil, operation: nil),
            count: count,
            delayMilliseconds: delay
        )
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(fault.kind, forKey: .kind)
        try object.encode(Match(fault.match), forKey: .match)
        try object.encode(fault.count, forKey: .count)
        try object.encode(fault.delayMilliseconds, forKey: .delay)
    }
}

/// Reads a word from a list of words; nil stays nil.
private func oneOf<Choice>(_ text: String?, _ param: String) throws -> Choice?
where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    guard let text else { return nil }
    guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw APIError.invalid(param, "Expected one of \(known).")
    }
    return choice
}
