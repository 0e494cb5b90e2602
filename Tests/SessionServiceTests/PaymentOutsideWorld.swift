import Bootstrap
import Foundation
import HTTPKit
import Hummingbird
import NIOCore
import Payments
import Synchronization
import VaultClient

@testable import SessionService

/// Everything outside of session-api that a payment touches, on a real socket: a vault's relay with an acquirer behind
/// it, and a fraud scorer.
///
/// The card decides as in the sandbox, by its last four digits; faults are programmed for the next calls.
final class OutsideWorld: Sendable {
    /// What goes wrong with a call.
    enum Fault: Sendable, Equatable {
        /// The acquirer executes it; the answer is lost.
        case answerLost
        /// It never reaches the acquirer, which nobody can know.
        case requestLost
        /// It never reaches the acquirer, which the vault knows.
        case notSent
        /// The security code is gone.
        case codeGone
        /// The acquirer is broken.
        case serverError
        /// A page instead of an answer.
        case garbage
        /// Waits until `release` is called.
        case held
        /// Arrives twice; the second one's answer comes back.
        case doubled
        /// The acquirer does not do it.
        case refused(String)
    }

    struct Entry: Sendable {
        let id: String
        let key: String
        let amount: Int64
        let currency: String
        let responseCode: String
        var isVoided = false
        /// What was given back, by key.
        var refunds: [String: Int64] = [:]

        var refunded: Int64 { refunds.values.reduce(0, +) }
        var isCharged: Bool { responseCode == "00" && !isVoided }

        var json: String {
            """
            {"id": "\(id)", "idempotency_key": "\(key)", "response_code": "\(responseCode)",
             "status": "\(responseCode == "00" ? "captured" : "declined")", "amount": \(amount),
             "currency": "\(currency)", "voided": \(isVoided), "authorization_code": "A1B2C3",
             "network_transaction_id": "ntx_1", "cvc_check": "match"}
            """
        }
    }

    private struct State {
        var cards: [String: CardView] = [:]
        var book: [String: Entry] = [:]
        var directory = DirectoryScript.answers(.authenticated)
        var asked: [DirectoryScript.Asked] = []
        var proofs: [[String: String]?] = []
        var codesTaken: [Bool] = []
        var reversed: Set<String> = []
        var faults: [String: [Fault]] = [:]
        var calls: [String] = []
        var decision = "allow"
        var isScorerSlow = false
        var isScorerAway = false
        var isVaultAway = false
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(needed: Int, operation: String, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    // MARK: What tests say

    func add(_ card: CardView) { state.withLock { $0.cards[card.token.rawValue] = card } }

    /// Programs what goes wrong with the next calls of an operation, one after the other.
    func fail(_ operation: String, _ faults: Fault...) {
        state.withLock { $0.faults[operation, default: []] += faults }
    }

    func set(decision: String) { state.withLock { $0.decision = decision } }
    func set(scorerIsSlow: Bool) { state.withLock { $0.isScorerSlow = scorerIsSlow } }
    func set(scorerIsAway: Bool) { state.withLock { $0.isScorerAway = scorerIsAway } }
    func set(directory: DirectoryScript) { state.withLock { $0.directory = directory } }
    func set(vaultIsAway: Bool) { state.withLock { $0.isVaultAway = vaultIsAway } }

    /// Lets held calls go on.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    // MARK: What tests see

    var charged: [Entry] { state.withLock { $0.book.values.filter(\.isCharged) } }
    var book: [Entry] { state.withLock { Array($0.book.values) } }
    /// Each AReq that got an answer.
    var asked: [DirectoryScript.Asked] { state.withLock { $0.asked } }
    /// What each authorization said of an authentication.
    var proofs: [[String: String]?] { state.withLock { $0.proofs } }
    /// Whether each authorization took the security code along.
    var codesTaken: [Bool] { state.withLock { $0.codesTaken } }
    func calls(of operation: String) -> Int { state.withLock { $0.calls.count { $0 == operation } } }

    /// Waits until an operation was called so often.
    func called(_ operation: String, times: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.calls.count(where: { $0 == operation }) >= times { return true }
                state.watchers.append((times, operation, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    // MARK: The socket's side

    func router() -> Router<PaydeskContext> {
        let router = HTTPListeners.makeInternalRouter()
        router.get("/internal/tokens/:token") { _, context in try self.card(context.parameters.require("token")) }
        router.get("/internal/tokens/by-nonce/:nonce") { _, context in
            try self.card("card_" + context.parameters.require("nonce"))
        }
        router.post("/internal/relay") { request, _ in try await self.relay(request) }
        router.post("/internal/score") { _, _ in try await self.score() }
        return router
    }

    private func card(_ token: String) throws -> Response {
        let (card, isAway) = state.withLock { ($0.cards[token], $0.isVaultAway) }
        if isAway { throw APIError(.internalServerError, kind: .api, "The vault is away.") }
        guard let card else { throw APIError.noSuch("token", token) }
        return try Response(encoding: card)
    }

    private func score() async throws -> Response {
        let (decision, isSlow, isAway) = note("score") { ($0.decision, $0.isScorerSlow, $0.isScorerAway) }
        if isSlow { await hold() }
        if isAway { throw APIError(.internalServerError, kind: .api, "The scorer is away.") }
        return Response(
            json: """
                {"score": \(decision == "block" ? 100 : 3), "decision": "\(decision)", "enforced": true,
                 "computed_score": 3, "computed_decision": "allow",
                 "reasons": [{"code": "test_rule", "points": 3, "message": "A rule of the test."}]}
                """
        )
    }

    private struct Relay: Decodable {
        struct Body: Decodable {
            let amount: Int64?
            let currency: String?
            let three_d_secure: [String: String]?
            /// All text fields of a 3-D Secure message.
            let message: [String: String]

            init(from decoder: any Decoder) throws {
                let fields = try decoder.container(keyedBy: Field.self)
                amount = try fields.decodeIfPresent(Int64.self, forKey: Field("amount"))
                currency = try fields.decodeIfPresent(String.self, forKey: Field("currency"))
                three_d_secure = try fields.decodeIfPresent([String: String].self, forKey: Field("three_d_secure"))
                var message: [String: String] = [:]
                // Numbers and objects are none of an AReq's.
                for field in fields.allKeys {
                    message[field.stringValue] = try? fields.decode(String.self, forKey: field)
                }
                self.message = message
            }
        }

        struct Field: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        let operation: String
        let idempotency_key: String
        let token: String?
        let include_cvc: Bool?
        let body: Body
    }

    private func relay(_ request: Request) async throws -> Response {
        let relay = try await request.decodedJSON(as: Relay.self)
        let fault = note(relay.operation) { state -> Fault? in
            if relay.operation == "authorize" { state.codesTaken.append(relay.include_cvc ?? false) }
            if state.isVaultAway { return .notSent }
            guard state.faults[relay.operation]?.isEmpty == false else { return nil }
            return state.faults[relay.operation]?.removeFirst()
        }
        switch fault {
        case .requestLost: throw APIError(.gatewayTimeout, kind: .api, code: "outcome_unknown", "No answer.")
        case .notSent: throw APIError(.badGateway, kind: .api, code: "not_sent", "Connection refused.")
        case .codeGone: throw APIError(.unprocessableContent, code: "cvc_gone", "The code is gone.")
        case .serverError: return try answer(500, #"{"error": {"code": "broken"}}"#)
        case .garbage: return try answer(200, #"{"html": "<h1>Hello</h1>"}"#)
        case .held: await hold()
        case .refused(let code): return try answer(422, #"{"error": {"code": "\#(code)"}}"#)
        case .doubled: _ = execute(relay)
        case .answerLost, nil: break
        }
        let (status, body) = execute(relay)
        if fault == .answerLost { throw APIError(.gatewayTimeout, kind: .api, code: "outcome_unknown", "No answer.") }
        return try answer(status, body)
    }

    private func execute(_ relay: Relay) -> (Int, String) {
        state.withLock { state in
            let key = relay.idempotency_key
            switch relay.operation {
            case "authorize":
                if state.reversed.contains(key) { return (409, #"{"error": {"code": "key_reversed"}}"#) }
                let last4 = relay.token.flatMap { state.cards[$0]?.last4 } ?? ""
                let entry =
                    state.book[key]
                    ?? Entry(
                        id: "acq_\(state.book.count)",
                        key: key,
                        amount: relay.body.amount ?? 0,
                        currency: relay.body.currency ?? "",
                        responseCode: Self.responseCode(last4, relay.body.three_d_secure)
                    )
                state.book[key] = entry
                state.proofs.append(relay.body.three_d_secure)
                return (200, entry.json)
            case "authenticate":
                let asked = DirectoryScript.Asked(fields: relay.body.message)
                state.asked.append(asked)
                return (200, state.directory.answer(to: asked))
            case "inquire":
                return (
                    200, state.book[key].map { #"{"found": true, "transaction": \#($0.json)}"# } ?? #"{"found": false}"#
                )
            case "refund": return Self.refund(relay, in: &state)
            case "reverse" where state.book.values.contains(where: { $0.refunds[key] != nil }):
                return (409, #"{"error": {"code": "not_reversible"}}"#)
            case "reverse":
                state.reversed.insert(key)
                state.book[key]?.isVoided = true
                return (200, #"{"reversed": true}"#)
            default: return (404, #"{"error": {"code": "unknown_operation"}}"#)
            }
        }
    }

    /// Once for each key, and never more than was taken.
    private static func refund(_ relay: Relay, in state: inout State) -> (Int, String) {
        if state.reversed.contains(relay.idempotency_key) { return (409, #"{"error": {"code": "key_reversed"}}"#) }
        guard let (key, entry) = state.book.first(where: { $0.value.id == relay.body.message["transaction"] }) else {
            return (404, #"{"error": {"code": "unknown_transaction"}}"#)
        }
        if entry.refunds[relay.idempotency_key] == nil {
            let amount = relay.body.amount ?? 0
            guard entry.isCharged, entry.refunded + amount <= entry.amount else {
                return (422, #"{"error": {"code": "amount_too_large"}}"#)
            }
            state.book[key]?.refunds[relay.idempotency_key] = amount
        }
        return (200, entry.json)
    }

    private static func responseCode(_ last4: String, _ proof: [String: String]?) -> String {
        switch last4 {
        case "3184": proof?["cavv"] == DirectoryScript.proof ? "00" : "1A"
        case "0446": "1A"
        case "0002": "05"
        case "9995": "51"
        case "9979": "43"
        default: "00"
        }
    }

    private func answer(_ status: Int, _ body: String) throws -> Response {
        try Response(encoding: RelayAnswer(status: status, body: body))
    }

    private func hold() async {
        await withCheckedContinuation { continuation in state.withLock { $0.held.append(continuation) } }
    }

    private func note<Value: Sendable>(_ operation: String, _ read: (inout State) -> Value) -> Value {
        let (value, woken) = state.withLock { state in
            state.calls.append(operation)
            let ready = state.watchers.filter { watcher in
                state.calls.count { $0 == watcher.operation } >= watcher.needed
            }
            state.watchers.removeAll { watcher in state.calls.count { $0 == watcher.operation } >= watcher.needed }
            return (read(&state), ready)
        }
        for watcher in woken { watcher.2.resume() }
        return value
    }
}
