import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import TestSupport
import Testing

@testable import SandboxService

/// The store's pages, looked at once.
@Suite struct StorePageTests {
    private func html(_ page: @escaping @Sendable (StorePages) throws -> Response) async throws -> String {
        let pages = try StorePages(paymentPage: "http://127.0.0.1:8081")
        let router = Router()
        router.get("/") { _, _ in try page(pages) }
        return try await Application(router: router, logger: .quiet).test(.router) { client in
            try await client.execute(uri: "/", method: .get) { String(buffer: $0.body) }
        }
    }

    @Test func `the product`() async throws {
        let product = try #require(Product.mug)
        let text = try await html { $0.store(product, order: ID(unchecked: "ord_1")) }
        try expectSnapshot(text, named: "store")
    }

    @Test func `a problem, with and without something to try again`() async throws {
        let plain = try await html { $0.problem("Away", "Later.", status: .serviceUnavailable) }
        #expect(!plain.contains("<form"))
        let text = try await html {
            $0.problem("Away", "Later & <better>.", status: .serviceUnavailable, retry: ID(unchecked: "ord_1"))
        }
        try expectSnapshot(text, named: "problem")
    }

    @Test(arguments: [
        ("fulfilled", CheckoutOutcome.fulfilled), ("paid", .paid),
        ("open", .open(payURL: "http://127.0.0.1:8081/c/pay/cs_1")),
        ("expired", .expired), ("unknown", .unknown), ("none", .noSuchSession),
    ])
    func `what became of a checkout`(_ name: String, _ outcome: CheckoutOutcome) async throws {
        let session = outcome == .noSuchSession ? nil : "cs_1"
        let text = try await html { $0.thanks(outcome, session: session) }
        try expectSnapshot(text, named: "thanks-\(name)")
        #expect(text.contains("store.js") == outcome.isUnsettled)
    }
}
