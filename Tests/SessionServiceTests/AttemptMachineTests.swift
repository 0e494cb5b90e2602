import Testing

@testable import SessionService

@Suite struct AttemptMachineTests {
    /// The whole life of an attempt, as a reader would draw it.
    static let drawing: [AttemptState: [AttemptEvent: AttemptState]] = [
        .created: [.scored: .scored, .blocked: .blocked, .abandoned: .canceled],
        .scored: [.cleared: .sending, .authenticationRequired: .needsAuthentication, .abandoned: .canceled],
        .needsAuthentication: [
            .challenged: .needsAuthentication, .authenticated: .authenticated,
            .authenticationWaived: .authenticated, .authenticationFailed: .notAuthenticated, .abandoned: .canceled,
        ],
        .authenticated: [.cleared: .sending, .abandoned: .canceled],
        .sending: [
            .authorized: .authorized, .captured: .captured, .declined: .declined, .notSent: .canceled,
            .cvcLost: .needsCVC, .silence: .unknown, .unwanted: .reversing,
            .authenticationRequired: .needsAuthentication,
        ],
        .unknown: [
            .authorized: .authorized, .captured: .captured, .declined: .declined, .silence: .unknown,
            .notFound: .reversing, .unwanted: .reversing,
        ],
        .reversing: [.silence: .reversing, .reversed: .canceled],
        .authorized: [.captured: .captured, .voided: .canceled],
    ]

    @Test(arguments: AttemptState.allCases, AttemptEvent.allCases)
    func `an event leads where the drawing says, or is refused`(state: AttemptState, event: AttemptEvent) throws {
        guard let target = Self.drawing[state]?[event] else {
            #expect(throws: AttemptMachine.Refused(state: state, event: event)) {
                try AttemptMachine.step(state, event)
            }
            return
        }
        #expect(try AttemptMachine.step(state, event).state == target)
    }

    @Test func `the table lists each arrow once, and no more than the drawing`() {
        let pairs = Set(AttemptMachine.transitions.map { "\($0.from) \($0.event)" })
        #expect(pairs.count == AttemptMachine.transitions.count)
        #expect(AttemptMachine.transitions.count == Self.drawing.values.map(\.count).reduce(0, +))
    }

    @Test func `what has ended stays ended`() {
        let final: [AttemptState] = [.blocked, .notAuthenticated, .captured, .declined, .needsCVC, .canceled]
        #expect(AttemptMachine.transitions.allSatisfy { !final.contains($0.from) })
    }

    @Test func `the acquirer is asked for money only after sending is stored, and once`() {
        let asking = AttemptMachine.transitions.filter { $0.effects.contains(.authorize) }
        #expect(asking.map(\.to) == [.sending, .sending])
        #expect(asking.map(\.from) == [.scored, .authenticated])
    }

    @Test func `nothing leads from a reversal back to a payment`() {
        var reachable: Set<AttemptState> = [.reversing]
        while true {
            let next = reachable.union(AttemptMachine.transitions.filter { reachable.contains($0.from) }.map(\.to))
            if next == reachable { break }
            reachable = next
        }
        #expect(reachable == [.reversing, .canceled])
    }

    @Test func `silence alone ends nothing`() {
        let silences = AttemptMachine.transitions.filter { $0.event == .silence }
        #expect(silences.allSatisfy { $0.to == .unknown || $0.to == .reversing })
    }

    @Test func `books are kept for every yes and every no, and for nothing else`() {
        for arrow in AttemptMachine.transitions {
            let isYes = arrow.to.isApproved && !arrow.from.isApproved
            let isNo = [.blocked, .notAuthenticated, .declined].contains(arrow.to)
            #expect(arrow.effects.contains(.bookPayment) == isYes, "\(arrow)")
            #expect(arrow.effects.contains(.bookDecline) == isNo, "\(arrow)")
            #expect(arrow.effects.contains(.bookChallenge) == (arrow.event == .challenged), "\(arrow)")
        }
    }

    @Test func `a new card may take the place of an attempt only while nothing was sent`() {
        #expect(
            AttemptState.allCases.filter(\.isReplaceable) == [.created, .scored, .needsAuthentication, .authenticated]
        )
        for state in AttemptState.allCases where state.isReplaceable {
            #expect(Self.drawing[state]?[.abandoned] == .canceled)
            #expect(!state.isOpenAtAcquirer)
        }
    }
}
