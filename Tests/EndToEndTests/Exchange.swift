import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An answer with all of its body.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: String

    var location: String? { headers.first(name: "Location") }
}

/// An answer that was not the one expected; tests print it.
struct Unexpected: Error {
    let answer: Answer
}

enum Verb: String {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
}

extension Stack {
    /// Calls the public API or the sandbox and reads the JSON answer.
    nonisolated func json<Value: Decodable>(
        _ verb: Verb,
        _ url: String,
        _ form: [(String, String)]? = nil
    ) async throws -> Value {
        let answer = try await send(verb, url, form: form, headers: ["Authorization": "Bearer \(secretKey)"])
        guard answer.status == 200 else { throw Unexpected(answer: answer) }
        return try JSONDecoder().decode(Value.self, from: Data(answer.body.utf8))
    }

    nonisolated func send(
        _ verb: Verb,
        _ url: String,
        form: [(String, String)]? = nil,
        json: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .RAW(value: verb.rawValue)
        request.headers = headers
        if let form {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: encoded(form)))
        }
        if let json {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: json))
        }
        let response = try await http.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: body))
    }

    private nonisolated func encoded(_ form: [(String, String)]) -> String {
        let plain = CharacterSet.alphanumerics.union(.init(charactersIn: "-._~"))
        return form.map { name, value in
            [name, value].map { $0.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }.joined(separator: "=")
        }.joined(separator: "&")
    }
}
