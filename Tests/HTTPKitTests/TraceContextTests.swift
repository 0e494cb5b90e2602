import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Payments
import Secrets
import Testing

@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let given = "00-\(trace)-00f067aa0ba902b7-01"

    @Test(arguments: [
        given, "00-\(trace)-00f067aa0ba902b7-00", "cc-\(trace)-00f067aa0ba902b7-01",
        "cc-\(trace)-00f067aa0ba902b7-01-what-comes-later", "00-\(trace)-00f067aa0ba902b7-ff",
    ])
    func `a well-formed traceparent is read`(_ text: String) throws {
        let context = try #require(TraceContext(traceparent: text))
        #expect(context.traceID == Self.trace)
        #expect(context.spanID == "00f067aa0ba902b7")
        #expect(context.traceparent.hasPrefix("00-\(Self.trace)-00f067aa0ba902b7-0"))
    }

    @Test(arguments: [
        "", "00", "ff-\(trace)-00f067aa0ba902b7-01", "00-\(trace)-00f067aa0ba902b7-01-more",
        "00-\(trace.uppercased())-00f067aa0ba902b7-01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-\(trace)-0000000000000000-01", "00-\(trace)-00f067aa0ba902b7-0", "00-\(trace)-00f067aa0ba902b7-0g",
        "00-\(trace)_00f067aa0ba902b7-01", "cc-\(trace)-00f067aa0ba902b7-01.later", "\(given), \(given)",
        " \(given)", "0x-\(trace)-00f067aa0ba902b7-01",
    ])
    func `anything else is no traceparent`(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test func `tracestate is passed on as it came, within its limits`() throws {
        for (state, isKept) in [
            ("congo=t61rcWkgMzE,rojo=1", true), ("", false), ("a=\u{7}", false),
            (String(repeating: "a", count: 513), false),
        ] {
            let context = try #require(TraceContext(traceparent: Self.given, tracestate: state))
            #expect((context.next(.system).state == state) == isKept)
        }
    }

    @Test func `a new trace is well-formed, and each step has its own id`() throws {
        let root = TraceContext.root(.seeded(1))
        #expect(TraceContext(traceparent: root.traceparent) == root)
        let next = root.next(.seeded(2))
        #expect(next.traceID == root.traceID && next.spanID != root.spanID)
    }

    /// Shows what a route knows, or asks the next service for what that knows.
    private func router(calling next: ServiceClient? = nil) -> Router<PaydeskContext> {
        let router = HTTPListeners.makeInternalRouter()
        router.get("/seen") { _, _ in
            let trace = CurrentRequest.trace
            return Self.response([CurrentRequest.id, trace?.traceparent, trace?.state])
        }
        router.get("/next") { _, _ in
            let seen: [String?] = try await next?.get("/seen") ?? []
            return Self.response(seen + [CurrentRequest.trace?.traceparent])
        }
        return router
    }

    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .accept }

    private static func response(_ texts: [String?]) -> Response {
        Response(json: "[" + texts.map { $0.map { JSONText.string($0) } ?? "null" }.joined(separator: ",") + "]")
    }

    @Test func `a request without a trace begins one, a bad one is replaced`() async throws {
        try await Application(router: router()).test(.router) { client in
            for given in [nil, "nonsense", Self.given.uppercased()] {
                var headers: HTTPFields = [:]
                headers[Self.name("traceparent")] = given
                try await client.execute(uri: "/seen", method: .get, headers: headers) { response in
                    let seen = try JSON.decode([String?].self, from: Data(response.body.readableBytesView))
                    #expect(TraceContext(traceparent: seen[1]) != nil)
                    #expect(seen[1]?.contains(Self.trace) == false)
                }
            }
        }
    }

    @Test func `a trace and the request's id go from one service to the next`() async throws {
        let http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        try await Application(router: router()).test(.live) { inner in
            let next = ServiceClient(
                baseURL: "http://localhost:\(inner.port ?? 0)",
                credential: SecretString("x"),
                httpClient: http
            )
            try await Application(router: router(calling: next)).test(.router) { outer in
                var headers: HTTPFields = [.xRequestID: "req_given"]
                headers[Self.name("traceparent")] = Self.given
                headers[Self.name("tracestate")] = "congo=1"
                try await outer.execute(uri: "/next", method: .get, headers: headers) { response in
                    let seen = try JSON.decode([String?].self, from: Data(response.body.readableBytesView))
                    let there = try #require(TraceContext(traceparent: seen[1]))
                    let here = try #require(TraceContext(traceparent: seen[3]))
                    #expect(seen[0] == "req_given" && seen[2] == "congo=1")
                    #expect(there.traceID == Self.trace && here.traceID == Self.trace)
                    #expect(there.spanID != here.spanID && here.spanID != "00f067aa0ba902b7")
                }
            }
        }
        try await http.shutdown()
    }

    @Test(arguments: ["req_a b", "req_ä", "req_" + String(repeating: "a", count: 61), "abc"])
    func `a request id that is none is replaced`(_ given: String) async throws {
        try await Application(router: router()).test(.router) { client in
            try await client.execute(uri: "/seen", method: .get, headers: [.xRequestID: given]) { response in
                let id = response.headers[.requestID]
                #expect(id?.hasPrefix("req_") == true)
                #expect(id != given)
            }
        }
    }
}
