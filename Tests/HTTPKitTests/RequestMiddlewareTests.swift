import Bootstrap
import HTTPKit
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Secrets
import Testing

@Suite struct RequestMiddlewareTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "the inner secret"
    }

    private func app(_ router: Router<PaydeskContext>) -> some ApplicationProtocol {
        router.get("/broken") { _, _ -> Response in throw Broken() }
        router.get("/refused") { _, _ -> Response in throw APIError.missing("amount") }
        router.post("/echo") { request, _ in
            Response(json: JSONText.string(try await request.decodedJSON(as: [String: Int].self).description))
        }
        router.get("/id") { _, context in Response(json: JSONText.string(context.requestID)) }
        return Application(router: router)
    }

    @Test func `an unexpected error tells nothing but the request id`() async throws {
        try await app(HTTPListeners.makePublicRouter()).test(.router) { client in
            try await client.execute(uri: "/broken", method: .get) { response in
                #expect(response.status == .internalServerError)
                #expect(!String(buffer: response.body).contains("inner secret"))
                #expect(response.headers[.requestID]?.hasPrefix("req_") == true)
            }
        }
    }

    @Test func `errors come in the dialect's envelope`() async throws {
        try await app(HTTPListeners.makePublicRouter()).test(.router) { client in
            try await client.execute(uri: "/refused", method: .get) { response in
                #expect(response.status == .badRequest)
                let expected =
                    #"{"error":{"code":"parameter_missing","message":"Missing required param: amount.","#
                    + #""param":"amount","type":"invalid_request_error"}}"#
                #expect(String(buffer: response.body) == expected)
            }
            try await client.execute(uri: "/nowhere", method: .get) { response in
                #expect(response.status == .notFound)
                #expect(String(buffer: response.body).contains("Unrecognized request URL (GET: /nowhere)."))
            }
        }
    }

    @Test func `a body that cannot be read names the place and not the content`() async throws {
        try await app(HTTPListeners.makeInternalRouter()).test(.router) { client in
            let body = ByteBuffer(string: #"{"card": "4242"}"#)
            try await client.execute(uri: "/echo", method: .post, body: body) { response in
                #expect(response.status == .badRequest)
                #expect(String(buffer: response.body).contains("\"param\":\"card\""))
                #expect(!String(buffer: response.body).contains("4242"))
            }
            let large = ByteBuffer(repeating: 32, count: 70 * 1024)
            try await client.execute(uri: "/echo", method: .post, body: large) { response in
                #expect(response.status == .contentTooLarge)
            }
        }
    }

    @Test func `a request id is taken from our own services only`() async throws {
        for (router, isTaken) in [
            (HTTPListeners.makePublicRouter(), false), (HTTPListeners.makeInternalRouter(), true),
        ] {
            try await app(router).test(.router) { client in
                try await client.execute(uri: "/id", method: .get, headers: [.xRequestID: "req_given"]) { response in
                    #expect((response.headers[.requestID] == "req_given") == isTaken)
                }
            }
        }
    }

    @Test(arguments: [
        (nil, HTTPResponse.Status.unauthorized), ("Bearer wrong", .unauthorized), ("Bearer page", .forbidden),
        ("bearer api", .ok), ("Basic api", .unauthorized),
    ])
    func `an internal port lets in whom it knows and needs`(
        _ header: String?,
        _ status: HTTPResponse.Status
    ) async throws {
        let credentials = CallerCredentials([.sessionAPI: SecretString("api"), .hostedPage: SecretString("page")])
        let router = HTTPListeners.makeInternalRouter()
        router.group("/internal").add(middleware: InternalAuthMiddleware(credentials, allow: [.sessionAPI]))
            .get("/x") { _, context in Response(json: JSONText.string(context.caller?.rawValue ?? "")) }
        try await Application(router: router).test(.router) { client in
            var headers: HTTPFields = [:]
            headers[.authorization] = header
            try await client.execute(uri: "/internal/x", method: .get, headers: headers) { response in
                #expect(response.status == status)
            }
        }
    }
}
