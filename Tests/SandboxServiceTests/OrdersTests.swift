import Foundation
import Payments
import Testing

@testable import SandboxService

@Suite struct OrdersTests {
    private static func event(
        _ id: String,
        _ type: String = "checkout.session.completed",
        session: String = "cs_1",
        paid: String? = "paid"
    ) -> SessionEvent {
        SessionEvent(
            id: id,
            type: type,
            sessionID: session,
            paymentStatus: paid,
            amountTotal: 2000,
            currency: "eur"
        )
    }

    private func book(_ events: [SessionEvent]) throws -> Order? {
        var book = OrderBook()
        let price = try #require(Product.mug).price
        let id = ID<Order>(unchecked: "ord_1")
        book.apply(.placed(id, sessionID: "cs_1", url: "http://pay", price: price, at: IssuerTests.now))
        for event in events { book.apply(.received(event, at: IssuerTests.now)) }
        return book.order(id)
    }

    @Test func `a paid session is fulfilled once, however often the event comes`() throws {
        let order = try #require(try book([Self.event("evt_1"), Self.event("evt_1"), Self.event("evt_2")]))
        #expect(order.status == .fulfilled)
        #expect(order.fulfilledCount == 1)
        #expect(order.webhooks.map(\.eventID) == ["evt_1", "evt_2"])
        #expect(order.webhooks.map(\.deliveries) == [2, 1])
    }

    @Test func `a session that completed unpaid is not fulfilled until the money came`() throws {
        #expect(try book([Self.event("evt_1", paid: "unpaid")])?.status == .created)
        let late = [
            Self.event("evt_1", paid: "unpaid"),
            Self.event("evt_2", "checkout.session.async_payment_succeeded"),
        ]
        #expect(try book(late)?.fulfilledCount == 1)
        #expect(
            try book([Self.event("evt_1", "checkout.session.async_payment_failed", paid: "unpaid")])?.status == .created
        )
    }

    @Test func `an expired order is expired, and a fulfilled one stays fulfilled`() throws {
        #expect(try book([Self.event("evt_1", "checkout.session.expired", paid: "unpaid")])?.status == .expired)
        let strange = [Self.event("evt_1"), Self.event("evt_2", "checkout.session.expired", paid: "unpaid")]
        #expect(try book(strange)?.status == .fulfilled)
    }

    @Test func `a session that the store did not make is listed with its first event`() throws {
        var book = OrderBook()
        book.apply(.received(Self.event("evt_1", session: "cs_sdk"), at: IssuerTests.now))
        let order = try #require(book.newestFirst.first)
        #expect(order.sessionID == "cs_sdk")
        #expect(order.id == nil)
        #expect(order.fulfilledCount == 1)
    }

    @Test func `orders are the same after a restart`() async throws {
        let folder = try TestFolder()
        let clock = TestClock()
        let price = try #require(Product.mug).price
        let before: [Order]
        do {
            let orders = try Orders(path: folder.path("orders"), clock: clock.clock)
            let id = ID<Order>(unchecked: "ord_1")
            try await orders.place(id, sessionID: "cs_1", url: "http://pay", price: price)
            try await orders.receive(Self.event("evt_1"))
            try await orders.receive(Self.event("evt_1"))
            try await orders.receive(Self.event("evt_2", session: "cs_2"))
            before = orders.newestFirst
        }
        let orders = try Orders(path: folder.path("orders"), clock: clock.clock)
        #expect(orders.newestFirst == before)
        #expect(before.map(\.fulfilledCount) == [1, 1])
        try await orders.receive(Self.event("evt_1"))
        #expect(orders.order(session: "cs_1")?.fulfilledCount == 1)
    }
}
