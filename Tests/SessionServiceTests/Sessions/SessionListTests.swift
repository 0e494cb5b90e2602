import Foundation
import HTTPKit
import HTTPTypes
import Payments
import Postgres
import TestSupport
import Testing

@testable import SessionService

@Suite struct SessionListTests {
    @Test func `pages go forth and back, newest first`() async throws {
        try await MerchantAPI.run { api in
            let ids = try await Self.make(7, api)
            let first = try await api.list("limit=3")
            #expect(first.ids == Array(ids[0..<3]))
            #expect(first.hasMore)
            let second = try await api.list("limit=3&starting_after=\(ids[2])")
            #expect(second.ids == Array(ids[3..<6]))
            #expect(second.hasMore)
            let last = try await api.list("limit=3&starting_after=\(ids[5])")
            #expect(last.ids == [ids[6]])
            #expect(!last.hasMore)
            let back = try await api.list("limit=3&ending_before=\(ids[6])")
            #expect(back.ids == Array(ids[3..<6]))
            #expect(back.hasMore)
            let front = try await api.list("limit=3&ending_before=\(ids[3])")
            #expect(front.ids == Array(ids[0..<3]))
            #expect(!front.hasMore)
            #expect(try await api.list("starting_after=\(ids[6])").ids == [])
            #expect(try await api.list("ending_before=\(ids[0])").ids == [])
            #expect(try await api.list("").ids == ids)
        }
    }

    @Test func `a page has ten sessions unless it is said otherwise`() async throws {
        try await MerchantAPI.run { api in
            let ids = try await Self.make(11, api)
            let page = try await api.list("")
            #expect(page.ids == Array(ids.prefix(10)))
            #expect(page.hasMore)
            #expect(try await api.list("limit=100").hasMore == false)
        }
    }

    @Test func `sessions of one second have an order too`() async throws {
        try await MerchantAPI.run { api in
            for _ in 0..<9 { _ = try await api.create() }
            var seen: [String] = []
            var next = ""
            repeat {
                let page = try await api.list("limit=2" + next)
                seen += page.ids
                next = page.hasMore ? "&starting_after=\(page.ids.last ?? "")" : ""
            } while !next.isEmpty
            #expect(Set(seen).count == 9)
            #expect(seen.count == 9)
        }
    }

    @Test func `every filter keeps what it says, and filters add up`() async throws {
        try await MerchantAPI.run { api in
            let start: Int64 = 1_800_000_000
            let ids = try await Self.make(4, api) { ["customer_email": $0 == 1 ? "One@Example.com" : nil] }
            _ = try await api.post("/v1/checkout/sessions/\(ids[3])/expire")
            let intent = try await Self.pay(ids[0], email: "two@example.com", api)
            let rows: [(String, [String])] = [
                ("status=open", [ids[1], ids[2]]), ("status=expired", [ids[3]]), ("status=complete", [ids[0]]),
                ("payment_intent=\(intent)", [ids[0]]), ("payment_intent=pi_unknown", []),
                ("customer_details[email]=one@example.com", [ids[2]]),
                ("customer_details%5Bemail%5D=two@example.com", [ids[0]]),
                ("customer_details[email]=three@example.com", []),
                ("customer_details[email]=two@example.com&status=open", []),
                ("created=\(start + 1)", [ids[2]]), ("created[gt]=\(start + 1)", [ids[0], ids[1]]),
                ("created[gte]=\(start + 1)", [ids[0], ids[1], ids[2]]), ("created[lt]=\(start + 1)", [ids[3]]),
                ("created[lte]=\(start + 1)", [ids[2], ids[3]]),
                ("created[gt]=\(start)&created[lt]=\(start + 3)&status=open", [ids[1], ids[2]]),
                ("created[gt]=9&created[lt]=3", []), ("created[gt]=\(Int64.max)", []), ("created[lt]=\(Int64.min)", []),
                ("status=open&limit=1&starting_after=\(ids[0])", [ids[1]]),
                ("status=&customer=&created=", ids),
            ]
            for (query, expected) in rows { #expect(try await api.list(query).ids == expected, "\(query)") }
        }
    }

    @Test func `a list shows nothing of other merchants and of the other mode`() async throws {
        try await MerchantAPI.run(liveAcquirer: true) { api in
            let mine = try await Self.make(1, api)
            let other = try await MerchantAPI.newMerchant(in: api.database, livemode: false, at: .now)
            #expect(try await api.list("", key: other.key).ids == [])
            let live = try await APIKeyStore(api.database.owner).create(
                for: api.merchant.id,
                livemode: true,
                at: .now,
                .system
            )
            #expect(try await api.list("", key: live.key.withValue { $0 }).ids == [])
            let refused = try await api.get("/v1/checkout/sessions?starting_after=\(mine[0])", key: other.key)
            #expect(refused.code == "resource_missing")
        }
    }

    @Test func `what is expanded stands in each session`() async throws {
        try await MerchantAPI.run { api in
            let ids = try await Self.make(2, api)
            let intent = try await Self.pay(ids[0], email: nil, api)
            let places = ["line_items.data.price.product", "payment_intent.latest_charge", "customer"]
            let query = places.map { "expand[]=data.\($0)" }.joined(separator: "&")
            let data = try await api.list(query).data
            #expect((data[0]["payment_intent"] as? [String: any Sendable])?["id"] as? String == intent)
            #expect(data[1]["payment_intent"] is NSNull)
            let items = (data[1]["line_items"] as? [String: any Sendable])?["data"] as? [[String: any Sendable]]
            let price = items?.first?["price"] as? [String: any Sendable]
            #expect((price?["product"] as? [String: any Sendable])?["name"] as? String == "T-shirt")
            #expect(try await api.list("").data[0]["payment_intent"] as? String == intent)
        }
    }

    @Test(
        arguments: [
            ("limit=0", "limit", nil), ("limit=101", "limit", nil), ("limit=x", "limit", "parameter_invalid_integer"),
            ("status=closed", "status", nil), ("created=soon", "created", "parameter_invalid_integer"),
            ("created[gt]=soon", "created[gt]", "parameter_invalid_integer"),
            ("created[after]=1", "created[after]", "parameter_unknown"),
            ("customer_details[name]=x", "customer_details[email]", "parameter_missing"),
            ("starting_after=cs_test_none", "starting_after", "resource_missing"),
            ("ending_before=cs_test_none", "ending_before", "resource_missing"),
            ("starting_after=a&ending_before=b", "ending_before", "parameters_exclusive"),
            ("customer=cus_1", "customer", "resource_missing"),
            ("subscription=sub_1", "subscription", "resource_missing"),
            ("expand[]=line_items", "expand[0]", nil), ("expand[]=data.url", "expand[0]", nil),
            ("color=red", "color", "parameter_unknown"),
        ] as [(String, String, String?)]
    )
    func `a wrong wish is refused by name`(query: String, param: String, code: String?) async throws {
        try await MerchantAPI.run { api in
            let refused = try await api.get("/v1/checkout/sessions?" + query)
            #expect(refused.status == 400)
            #expect(refused.param == param)
            #expect(refused.code == code)
        }
    }

    @Test func `no list reads the table from end to end`() async throws {
        try await MerchantAPI.run { api in
            let template = try await api.create(["customer_email": "a@b.example"]).id
            let merchant = api.merchant.id
            try await api.database.owner.execute(
                """
                INSERT INTO checkout.sessions
                    (id, merchant, livemode, created_at, expires_at, amount_total, currency, line_items, success_url,
                    api_version, customer_email, status, closed_at)
                SELECT 'cs_test_' || lpad(n::text, 58, '0'),
                    CASE WHEN n % 2 = 0 THEN \(merchant.rawValue) ELSE 'acct_' || (n % 50) END, n % 10 = 0,
                    created_at - n * interval '1 s', expires_at, amount_total, currency, line_items, success_url,
                    api_version, 'shopper' || n || '@example.com', CASE WHEN n > 40 THEN 'expired' ELSE 'open' END,
                    CASE WHEN n > 40 THEN created_at END
                FROM checkout.sessions, generate_series(1, 20000) AS n
                WHERE id = \(template)
                """
            )
            try await api.database.owner.simple("ANALYZE checkout.sessions")
            var query = SessionQuery(merchant: merchant, livemode: false)
            for part in [SessionQuery.Part.newest, .olderThan(template), .newerThan(template)] {
                query.part = part
                for status in [nil, Session.Status.open, .expired, .complete] {
                    query.status = status
                    try await Self.expectIndex(query, api)
                }
            }
            query.created = .init(from: 1_799_990_000, through: 1_799_995_000)
            try await Self.expectIndex(query, api)
            query.email = "shopper7@example.com"
            try await Self.expectIndex(query, api, "sessions_by_email")
            query.paymentIntent = "pi_1"
            try await Self.expectIndex(query, api, "sessions_pkey")
        }
    }

    private static func expectIndex(
        _ query: SessionQuery,
        _ api: MerchantAPI,
        _ index: String = "sessions_of_merchant"
    ) async throws {
        let rows = try await api.database.owner.query("EXPLAIN \(SessionStore.listing(query))")
        let plan = try rows.map { try $0.get(0, as: String.self) }.joined(separator: "\n")
        #expect(!plan.contains("Seq Scan on sessions"), "\(plan)")
        #expect(plan.contains(index), "\(plan)")
    }

    /// Sessions, each a second after the one before; newest first.
    private static func make(
        _ count: Int,
        _ api: MerchantAPI,
        _ changes: (Int) -> [String: String?] = { _ in [:] }
    ) async throws -> [String] {
        var ids: [String] = []
        for index in 0..<count {
            ids.append(try await api.create(changes(index)).id)
            api.clock.advance(by: 1)
        }
        return ids.reversed()
    }

    /// Puts into the tables what a payment leaves there, as far as lists look at it.
    private static func pay(_ session: String, email: String?, _ api: MerchantAPI) async throws -> String {
        let intent = "pi_" + Randomness.system.base62(24)
        try await api.database.owner.execute(
            """
            INSERT INTO checkout.payment_intents
                (id, session, merchant, livemode, amount, currency, status, secret, created_at)
            VALUES (\(intent), \(session), \(api.merchant.id.rawValue), false, 2000, 'eur', 'succeeded', 's',
                \(api.clock.clock.now))
            """
        )
        try await api.database.owner.execute(
            """
            UPDATE checkout.sessions
            SET status = 'complete', payment_status = 'paid', closed_at = \(api.clock.clock.now),
                payment_intent = \(intent), details_email = \(email)
            WHERE id = \(session)
            """
        )
        return intent
    }
}

extension MerchantAPI {
    struct List {
        let data: [[String: any Sendable]]
        let hasMore: Bool
        var ids: [String] { data.compactMap { $0["id"] as? String } }
    }

    fileprivate func list(_ query: String, key: String? = nil) async throws -> List {
        let answer = try await get("/v1/checkout/sessions?" + query, key: key)
        #expect(answer.status == 200, "\(query): \(answer.body)")
        #expect(answer.json["object"] as? String == "list")
        return List(
            data: answer.json["data"] as? [[String: any Sendable]] ?? [],
            hasMore: answer.json["has_more"] as? Bool ?? false
        )
    }
}
