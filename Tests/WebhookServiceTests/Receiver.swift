import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A merchant's server for one test: real HTTP on a port of its own, answers by a script, shows what came.
struct Receiver: Sendable {
    /// A request as it came.
    struct Delivery: Sendable {
        let path: String
        /// The `Host` that was asked for.
        let authority: String?
        let headers: HTTPFields
        let body: [UInt8]

        /// The value of a header field.
        func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { headers[$0] }
        }
    }

    /// What it answers.
    enum Answer: Sendable {
        case status(Int, [String: String] = [:], body: String = "")
        /// Nothing, until the connection is closed.
        case hang
        /// A body without end.
        case endless
    }

    typealias Script = @Sendable (_ number: Int, Delivery) -> Answer

    let port: Int
    let deliveries: AsyncStream<Delivery>

    var url: String { "http://127.0.0.1:\(port)/hook" }

    /// Lends a running one; `script` is asked for each request, with its number from 1.
    ///
    /// It listens on a free port unless one is given.
    static func with<R: Sendable>(
        port fixed: Int = 0,
        _ script: @escaping Script,
        _ body: @Sendable (Receiver) async throws -> R
    ) async throws -> R {
        let (deliveries, delivery) = AsyncStream.makeStream(of: Delivery.self)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let counter = Counter()
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                let bytes = try await request.body.collect(upTo: 1 << 20)
                let received = Delivery(
                    path: request.uri.path,
                    authority: request.head.authority,
                    headers: request.headers,
                    body: Array(bytes.readableBytesView)
                )
                delivery.yield(received)
                return try await respond(script(counter.next(), received))
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: fixed)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let receiver = Receiver(port: await iterator.next() ?? 0, deliveries: deliveries)
            let result = try await body(receiver)
            group.cancelAll()
            return result
        }
    }

    private static func respond(_ answer: Answer) async throws -> Response {
        switch answer {
        case .status(let code, let headers, let body):
            var fields = HTTPFields()
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return Response(
                status: .init(code: code),
                headers: fields,
                body: .init(byteBuffer: ByteBuffer(string: body))
            )
        case .hang:
            try await Task.sleep(for: .seconds(60))
            return Response(status: .ok)
        case .endless:
            return Response(
                status: .ok,
                body: .init { writer in
                    while !Task.isCancelled {
                        try await writer.write(ByteBuffer(string: String(repeating: "a", count: 16_384)))
                    }
                }
            )
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func next() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
