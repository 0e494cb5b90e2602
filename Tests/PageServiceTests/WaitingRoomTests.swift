import Testing

@testable import PageService

@Suite struct WaitingRoomTests {
    @Test func `who comes into a full room is answered at once, and no one waits longer than allowed`() async {
        let room = WaitingRoom(seats: 1)
        let waits = await room.wait(upTo: 500) { outer in
            let inner = await room.wait(upTo: 10) { $0 }
            return [outer, inner]
        }
        #expect(waits == [WaitingRoom.longestWait, 0])
        #expect(await room.wait(upTo: 10) { $0 } == 10)
        #expect(await room.wait(upTo: -5) { $0 } == 0)
    }
}
