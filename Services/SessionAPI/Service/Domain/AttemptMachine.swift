/// What can happen to an attempt.
package enum AttemptEvent: String, Sendable, CaseIterable, Codable {
    /// The scorer let it pass, or did not answer in time.
    case scored
    /// The scorer refused it.
    case blocked
    /// The bank wants to hear from the customer.
    case authenticationRequired = "authentication_required"
    /// The customer can go to the bank's page.
    case challenged
    /// The bank vouches for the customer.
    case authenticated
    /// The bank does not vouch for the customer, and does not have to.
    case authenticationWaived = "authentication_waived"
    /// The bank does not vouch for the customer, or the customer gave up.
    case authenticationFailed = "authentication_failed"
    /// Nothing stands between the attempt and the acquirer any more.
    case cleared
    /// Evidence: approved, the money reserved.
    case authorized
    /// Evidence: approved, the money taken.
    case captured
    /// Evidence: refused by the bank.
    case declined
    /// Evidence: nothing reached the acquirer, for the vault or the network in front of it was away.
    case notSent = "not_sent"
    /// Evidence: nothing was sent, for the security code is gone or the token was used.
    case cvcLost = "cvc_lost"
    /// No readable answer: a timeout, a broken connection, a process that died.
    case silence
    /// The acquirer knows nothing of the key; the request may still arrive.
    case notFound = "not_found"
    /// Evidence: approved, but the session does not want it any more.
    case unwanted
    /// Evidence: the acquirer undid it and will refuse the key for ever.
    case reversed
    /// Given up before anything was sent: another card took its place, the session ended, or its process died.
    case abandoned
    /// The reserved money was let go.
    case voided
}

/// What follows from a step.
///
/// The books are written in the transaction of the step; the calls run after its commit, so that a process that dies in
/// between leaves behind what the next one needs to know.
package enum AttemptEffect: Sendable, Equatable {
    /// Call: ask the fraud scorer.
    case score
    /// Call: ask the directory server whether the customer must prove who they are.
    case authenticate
    /// Call: ask the acquirer for the money, under the attempt's key.
    case authorize
    /// Call: ask the acquirer what became of the key.
    case inquire
    /// Call: tell the acquirer to undo the key and to refuse it from now on.
    case reverse
    /// Book: a successful charge, the intent, the session, and their messages.
    case bookPayment
    /// Book: a failed charge, the intent, perhaps the end of the session, and their messages.
    case bookDecline
    /// Book: the intent waits for the customer, and its message.
    case bookChallenge
}

/// One arrow of the machine.
package struct AttemptTransition: Sendable, Equatable {
    package let from: AttemptState
    package let event: AttemptEvent
    package let to: AttemptState
    package let effects: [AttemptEffect]
}

/// The attempt's life as a table, and the one function that reads it.
///
/// What is not in the table does not happen: a late answer for an attempt that has ended is noted and changes nothing.
package enum AttemptMachine {
    /// An event that means nothing in that state.
    package struct Refused: Error, Equatable, CustomStringConvertible {
        package let state: AttemptState
        package let event: AttemptEvent
        package var description: String { "\(event.rawValue) means nothing to an attempt that is \(state.rawValue)" }
    }

    /// What a new attempt begins with.
    package static let beginning: (state: AttemptState, effects: [AttemptEffect]) = (.created, [.score])

    /// The state after `event`, and what follows from it.
    package static func step(
        _ state: AttemptState,
        _ event: AttemptEvent
    ) throws(Refused) -> (state: AttemptState, effects: [AttemptEffect]) {
        guard let arrow = index[state]?[event] else { throw Refused(state: state, event: event) }
        return (arrow.to, arrow.effects)
    }

    /// All legal arrows.
    package static let transitions: [AttemptTransition] =
        beforeSending + whileSending + whileUnknown + whileReversing + afterApproval

    private static let beforeSending: [AttemptTransition] =
        [
            arrow(.created, .scored, .scored),
            arrow(.created, .blocked, .blocked, .bookDecline),
            arrow(.scored, .authenticationRequired, .needsAuthentication, .authenticate),
            arrow(.scored, .cleared, .sending, .authorize),
            arrow(.needsAuthentication, .challenged, .needsAuthentication, .bookChallenge),
            arrow(.needsAuthentication, .authenticated, .authenticated),
            arrow(.needsAuthentication, .authenticationWaived, .authenticated),
            arrow(.needsAuthentication, .authenticationFailed, .notAuthenticated, .bookDecline),
            arrow(.authenticated, .cleared, .sending, .authorize),
        ] + AttemptState.allCases.filter(\.isReplaceable).map { arrow($0, .abandoned, .canceled) }

    private static let whileSending = [
        // A soft decline: the acquirer has answered, and nothing of it is open there any more.
        arrow(.sending, .authenticationRequired, .needsAuthentication, .authenticate),
        arrow(.sending, .authorized, .authorized, .bookPayment),
        arrow(.sending, .captured, .captured, .bookPayment),
        arrow(.sending, .declined, .declined, .bookDecline),
        arrow(.sending, .notSent, .canceled),
        arrow(.sending, .cvcLost, .needsCVC),
        arrow(.sending, .silence, .unknown, .inquire),
        arrow(.sending, .unwanted, .reversing, .reverse),
    ]

    private static let whileUnknown = [
        arrow(.unknown, .authorized, .authorized, .bookPayment),
        arrow(.unknown, .captured, .captured, .bookPayment),
        arrow(.unknown, .declined, .declined, .bookDecline),
        arrow(.unknown, .silence, .unknown),
        arrow(.unknown, .notFound, .reversing, .reverse),
        arrow(.unknown, .unwanted, .reversing, .reverse),
    ]

    private static let whileReversing = [
        arrow(.reversing, .silence, .reversing),
        arrow(.reversing, .reversed, .canceled),
    ]

    private static let afterApproval = [
        arrow(.authorized, .captured, .captured),
        arrow(.authorized, .voided, .canceled),
    ]

    private static let index: [AttemptState: [AttemptEvent: AttemptTransition]] = transitions.reduce(into: [:]) {
        $0[$1.from, default: [:]][$1.event] = $1
    }

    private static func arrow(
        _ from: AttemptState,
        _ event: AttemptEvent,
        _ to: AttemptState,
        _ effects: AttemptEffect...
    ) -> AttemptTransition {
        AttemptTransition(from: from, event: event, to: to, effects: effects)
    }
}
