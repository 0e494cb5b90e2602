import Testing

@testable import SessionService

@Suite struct CardNumberCheckTests {
    @Test(arguments: ["4242424242424242", "pay with 4242-4242-4242-4242 please", "5555 5555 5555 4444"])
    func `a card number in text is found`(_ text: String) {
        #expect(CardNumberCheck.finds(text))
    }

    @Test(arguments: [
        "order-1234", "1700000000", "https://shop.example/ok?s={CHECKOUT_SESSION_ID}",
        // A random UUID whose digits happen to pass for a card.
        "42424242-4242-4242-a000-00000000000b",
    ])
    func `other text is not`(_ text: String) {
        #expect(!CardNumberCheck.finds(text))
    }

    @Test func `a card number dressed up as a UUID without letters is found`() {
        #expect(CardNumberCheck.finds("42424242-4242-4242-0000-000000000000"))
    }
}
