import Testing

@testable import SessionService

@Suite struct RefundMachineTests {
    /// The whole life of a refund, as a reader would draw it.
    static let drawing: [RefundState: [RefundEvent: RefundState]] = [
        .created: [.requested: .sending],
        .sending: [.settled: .succeeded, .refused: .withdrawing, .notSent: .sending, .silence: .unknown],
        .unknown: [.settled: .succeeded, .refused: .withdrawing, .notSent: .unknown, .silence: .unknown],
        .withdrawing: [.settled: .succeeded, .withdrawn: .failed, .silence: .withdrawing],
    ]

    @Test(arguments: RefundState.allCases, RefundEvent.allCases)
    func `an event leads where the drawing says, or is refused`(state: RefundState, event: RefundEvent) throws {
        guard let target = Self.drawing[state]?[event] else {
            #expect(throws: RefundMachine.Refused(state: state, event: event)) { try RefundMachine.step(state, event) }
            return
        }
        #expect(try RefundMachine.step(state, event).state == target)
    }

    @Test func `what has ended stays ended`() {
        #expect(RefundMachine.transitions.allSatisfy { $0.from.isOpen })
        #expect(RefundState.allCases.filter { !$0.isOpen } == [.succeeded, .failed])
    }

    @Test func `the acquirer is called only after the amount is reserved and sending is stored`() {
        let first = RefundMachine.transitions.filter { $0.from == .created }
        #expect(first.map(\.effects) == [[.reserve, .send]])
        #expect(RefundMachine.transitions.filter { $0.effects.contains(.reserve) }.count == 1)
    }

    @Test func `a reserve ends with the refund, as money given back or as money that stays`() {
        for arrow in RefundMachine.transitions {
            #expect(arrow.effects.contains(.bookRefund) == (arrow.to == .succeeded), "\(arrow)")
            #expect(arrow.effects.contains(.release) == (arrow.to == .failed), "\(arrow)")
        }
    }

    @Test func `neither silence nor a refusal alone lets the reserve go`() {
        for arrow in RefundMachine.transitions where [.silence, .notSent, .refused].contains(arrow.event) {
            #expect(arrow.to.isOpen)
        }
        #expect(RefundMachine.transitions.filter { $0.to == .failed }.map(\.event) == [.withdrawn])
    }

    @Test func `an open refund reads as pending`() {
        #expect(RefundState.allCases.filter { $0.publicStatus == "pending" } == RefundState.allCases.filter(\.isOpen))
    }
}
