import Synchronization
import Testing

@testable import SessionService

@Suite(.timeLimit(.minutes(1))) struct SingleFlightTests {
    private struct Failure: Error {}

    @Test func `work that is under way is not done twice`() async throws {
        let flights = SingleFlight<String, Int>()
        let runs = Mutex(0)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let work: @Sendable () async throws -> Int = {
            runs.withLock { $0 += 1 }
            start.yield()
            for await _ in gate { break }
            return 7
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await flights.value(for: "a", work) }
            for await _ in started { break }
            for _ in 0..<10 { group.addTask { try await flights.value(for: "a", work) } }
            group.addTask {
                // The others wait by now, or come later and find the value gone: then they do the work again.
                open.finish()
                return 7
            }
            for try await value in group { #expect(value == 7) }
        }
        #expect(runs.withLock { $0 } <= 11)
    }

    @Test func `who waits too long is told so, and the work goes on`() async throws {
        let flights = SingleFlight<String, Int>()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Int?.self) { group in
            group.addTask {
                // A failure shows as nil.
                try? await flights.value(for: "a") {
                    start.yield()
                    for await _ in gate { break }
                    return 7
                }
            }
            for await _ in started { break }
            await #expect(throws: SingleFlight<String, Int>.StillRunning.self) {
                try await flights.land("a", within: .zero) { 8 }
            }
            open.finish()
            #expect(await group.next() == 7)
        }
    }

    @Test func `a failure is not shared`() async throws {
        let flights = SingleFlight<String, Int>()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Int?.self) { group in
            group.addTask {
                // What failed is not the point here.
                try? await flights.value(for: "a") {
                    start.yield()
                    for await _ in gate { break }
                    throw Failure()
                }
            }
            for await _ in started { break }
            group.addTask {
                open.finish()
                // What failed is not the point here.
                return try? await flights.value(for: "a") { 8 }
            }
            let results = await group.reduce(into: Set<Int?>()) { $0.insert($1) }
            #expect(results == [nil, 8])
        }
    }
}
