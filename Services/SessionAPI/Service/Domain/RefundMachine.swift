/// Where a refund stands.
///
/// The raw values stand in `checkout.refunds.state` and in the steps; the schema's CHECKs hold the same words.
package enum RefundState: String, Sendable, CaseIterable, Codable {
    /// Asked for; not written down yet.
    case created
    /// Committed, its amount reserved, before the acquirer is called: from here on the acquirer may know of it.
    case sending
    /// The acquirer may have done it, and nobody here knows.
    ///
    /// The same key is sent again until the acquirer answers: it executes a key once.
    case unknown
    /// The acquirer has refused, and is being told to refuse this key for ever: an earlier copy may still be under way.
    case withdrawing
    /// The money is given back. Final.
    case succeeded
    /// Nothing was given back, and nothing will be; the reserve is free again. Final.
    case failed

    /// States in which the amount is reserved and the outcome open.
    package var isOpen: Bool {
        switch self {
        case .created, .sending, .unknown, .withdrawing: true
        case .succeeded, .failed: false
        }
    }
}

/// What can happen to a refund.
package enum RefundEvent: String, Sendable, CaseIterable, Codable {
    /// Somebody wants the money given back, and enough of it is left.
    case requested
    /// Evidence: the acquirer has done it.
    case settled
    /// The acquirer does not do it.
    case refused
    /// Nothing reached the acquirer; to send again is safe.
    case notSent = "not_sent"
    /// No readable answer: a timeout, a broken connection, a process that died.
    case silence
    /// Evidence: the acquirer will refuse the key for ever, and has done nothing under it.
    case withdrawn
}

/// What follows from a step of a refund.
///
/// The books are written in the transaction of the step; the calls run after its commit.
package enum RefundEffect: Sendable, Equatable {
    /// Book: the amount is reserved from the charge, or the refund does not begin.
    case reserve
    /// Call: ask the acquirer to give the money back, under the refund's id as key.
    case send
    /// Call: tell the acquirer to refuse the key from now on.
    case withdraw
    /// Book: the reserve becomes money given back; charge and refund with their messages.
    case bookRefund
    /// Book: the reserve is let go; the refund with its messages.
    case release
}

/// One arrow of the machine.
package struct RefundTransition: Sendable, Equatable {
    package let from: RefundState
    package let event: RefundEvent
    package let to: RefundState
    package let effects: [RefundEffect]
}

/// The refund's life as a table, and the one function that reads it.
package enum RefundMachine {
    /// An event that means nothing in that state.
    package struct Refused: Error, Equatable, CustomStringConvertible {
        package let state: RefundState
        package let event: RefundEvent
        package var description: String { "\(event.rawValue) means nothing to a refund that is \(state.rawValue)" }
    }

    /// The state after `event`, and what follows from it.
    package static func step(
        _ state: RefundState,
        _ event: RefundEvent
    ) throws(Refused) -> (state: RefundState, effects: [RefundEffect]) {
        guard let arrow = index[state]?[event] else { throw Refused(state: state, event: event) }
        return (arrow.to, arrow.effects)
    }

    /// All legal arrows; those that lead nowhere are counted in the row and leave no step.
    package static let transitions: [RefundTransition] = [
        arrow(.created, .requested, .sending, .reserve, .send),
        arrow(.sending, .settled, .succeeded, .bookRefund),
        arrow(.sending, .refused, .withdrawing, .withdraw),
        arrow(.sending, .notSent, .sending, .send),
        arrow(.sending, .silence, .unknown, .send),
        arrow(.unknown, .settled, .succeeded, .bookRefund),
        arrow(.unknown, .refused, .withdrawing, .withdraw),
        arrow(.unknown, .notSent, .unknown, .send),
        arrow(.unknown, .silence, .unknown, .send),
        // The key cannot be withdrawn, for it was executed: that is evidence too.
        arrow(.withdrawing, .settled, .succeeded, .bookRefund),
        arrow(.withdrawing, .withdrawn, .failed, .release),
        arrow(.withdrawing, .silence, .withdrawing, .withdraw),
    ]

    private static let index: [RefundState: [RefundEvent: RefundTransition]] = transitions.reduce(into: [:]) {
        $0[$1.from, default: [:]][$1.event] = $1
    }

    private static func arrow(
        _ from: RefundState,
        _ event: RefundEvent,
        _ to: RefundState,
        _ effects: RefundEffect...
    ) -> RefundTransition {
        RefundTransition(from: from, event: event, to: to, effects: effects)
    }
}
