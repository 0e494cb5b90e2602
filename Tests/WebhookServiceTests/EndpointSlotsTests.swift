import Testing

@testable import WebhookService

@Suite struct `The slots of endpoints` {
    @Test func `count what runs to each and what is held in all`() {
        var slots = EndpointSlots(total: 3, perEndpoint: 2)
        slots.start("we_a")
        slots.start("we_a")
        #expect(slots.free == 1)
        #expect(slots.free(for: "we_a") == 0)
        #expect(slots.free(for: "we_b") == 2)
        slots.finish("we_a", AttemptResult(status: 200))
        #expect(slots.free(for: "we_a") == 1)
        #expect(slots.free == 1)
        slots.release(1)
        #expect(slots.free == 2)
    }

    @Test func `shrink for an endpoint that hangs and grow back as it delivers`() {
        var slots = EndpointSlots(total: 100, perEndpoint: 16)
        for _ in 0..<5 {
            slots.start("we_a")
            slots.finish("we_a", AttemptResult(failure: .timeout))
        }
        #expect(slots.free(for: "we_a") == 1)
        #expect(slots.restricted.endpoints == ["we_a"])
        #expect(slots.restricted.free == [1])
        for _ in 0..<20 {
            slots.start("we_a")
            slots.finish("we_a", AttemptResult(status: 200))
        }
        #expect(slots.free(for: "we_a") == 16)
        #expect(slots.restricted.endpoints.isEmpty)
    }

    @Test func `do not shrink for an answer that is an error`() {
        var slots = EndpointSlots(total: 100, perEndpoint: 4)
        slots.start("we_a")
        slots.finish("we_a", AttemptResult(status: 500))
        #expect(slots.free(for: "we_a") == 4)
    }
}
