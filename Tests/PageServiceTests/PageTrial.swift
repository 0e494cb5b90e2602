import AsyncHTTPClient
import Bootstrap
import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Payments
import Secrets
import SessionClient

@testable import PageService

/// The page as a browser meets it, with session-api standing behind it.
struct PageTrial: Sendable {
    static let page = "https://pay.example"
    static let path = "/c/pay/\(CheckoutView.sampleSession)"
    static let key = SecretBytes(Array(repeating: 7, count: 32))

    /// As the service's own, so a refused connection is reported at once; it lives as long as the tests.
    private static let outgoing = OutgoingHTTP()

    let client: any TestClientProtocol
    let api: SessionAPIStandIn

    /// Runs `body` against a page whose session-api follows `script`; with none, session-api is not there.
    static func run<Value: Sendable>(
        _ script: SessionAPIStandIn.Script?,
        pageURL: String = page,
        _ body: @Sendable (PageTrial) async throws -> Value
    ) async throws -> Value {
        guard let script else {
            // Nothing listens on port 1.
            return try await run(SessionAPIStandIn(.init()), at: "http://127.0.0.1:1", pageURL, body)
        }
        let api = SessionAPIStandIn(script)
        return try await Application(
            router: api.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        ).test(.live) { server in
            try await run(api, at: "http://127.0.0.1:\(server.port ?? 0)", pageURL, body)
        }
    }

    /// The same for a session that looks like this.
    static func run<Value: Sendable>(
        _ view: CheckoutView,
        _ body: @Sendable (PageTrial) async throws -> Value
    ) async throws -> Value {
        try await run(.init(view: view), body)
    }

    private static func run<Value: Sendable>(
        _ api: SessionAPIStandIn,
        at url: String,
        _ pageURL: String,
        _ body: @Sendable (PageTrial) async throws -> Value
    ) async throws -> Value {
        let settings = try Settings(environment: [
            "PAGE_URL": pageURL,
            "PAGE_KEY": key.withBytes { Hex.encode($0) },
            "HOSTED_PAGE_CREDENTIAL": "page-credential",
            "SESSION_API_INTERNAL_URL": url,
        ])
        let configuration = try PageConfiguration(settings)
        let service = ServiceClient(
            baseURL: configuration.sessionAPI,
            credential: configuration.credential,
            httpClient: outgoing.client
        )
        let router = try PageServer.router(
            configuration,
            CheckoutClient(service: service),
            WallClock { Date(timeIntervalSince1970: 1_800_000_000) },
            .seeded(1)
        )
        return try await Application(router: router).test(.router) { client in
            try await body(PageTrial(client: client, api: api))
        }
    }

    func get(_ path: String = path, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await client.execute(uri: path, method: .get, headers: headers)
    }

    /// Posts the page's form as a browser does.
    func pay(
        _ fields: [String: String],
        csrf: String? = proof,
        headers: HTTPFields = sameOrigin
    ) async throws -> TestResponse {
        var fields = fields
        fields["csrf"] = csrf
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return try await client.execute(
            uri: Self.path,
            method: .post,
            headers: headers,
            body: ByteBuffer(string: body.joined(separator: "&"))
        )
    }

    /// What the form of the sample session carries.
    static var proof: String {
        FormGuard(pageKey: key, origin: origin).proof(for: CheckoutView.sampleSession)
    }

    static var origin: Origin {
        guard let origin = Origin(of: page) else { preconditionFailure("a constant") }
        return origin
    }

    static let sameOrigin: HTTPFields = [
        .origin: page, .secFetchSite: "same-origin", .contentType: "application/x-www-form-urlencoded",
    ]

    static let script: HTTPFields = [
        .origin: page, .secFetchSite: "same-origin", .accept: "application/json",
        .contentType: "application/x-www-form-urlencoded",
    ]
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String? { headers[.location] }
    var policy: String { headers[.contentSecurityPolicy] ?? "" }

    /// The page without its script, with the digests in asset paths left out: what a snapshot is about.
    var markup: String {
        text.replacing(#/<script nonce="[^"]*">.*?<\/script>/#.dotMatchesNewlines()) { _ in "<script>…</script>" }
            .replacing(#/\/c\/assets\/[0-9a-f]+\//#) { _ in "/c/assets/…/" }
    }
}
