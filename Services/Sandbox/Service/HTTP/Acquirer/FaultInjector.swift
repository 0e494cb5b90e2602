import HTTPKit
import HTTPTypes
import Hummingbird
import Metrics
import NIOCore

/// Runs a call as the programmed faults want it, or plainly when there is none.
struct FaultInjector: Sendable {
    let plan: FaultPlan

    /// A client that never gives up is given up here.
    private static let longestStall: Duration = .seconds(600)

    /// Answers with what `execute` answers, unless a fault says otherwise; it may run twice, or not at all.
    func run(
        _ operation: Operation,
        last4: String?,
        _ connection: Connection,
        _ execute: @escaping @Sendable () async throws -> Response
    ) async throws -> Response {
        guard let fault = plan.take(operation, last4: last4) else { return try await answer(execute) }
        Counter(label: "paydesk_sandbox_faults_total", dimensions: [("kind", fault.kind.rawValue)]).increment()
        switch fault.kind {
        case .stall:
            // With a delay the call is late even if the client is gone by then: that is how late approvals happen.
            if let delay = fault.delay {
                await Connection.wait(delay)
            } else {
                await connection.waitForHangUp(atMost: Self.longestStall)
            }
            return try await answer(execute)
        case .error500:
            await pause(fault)
            throw APIError(.internalServerError, kind: .api, code: "programmed_fault", "This error was asked for.")
        case .duplicate:
            async let first = answer(execute)
            async let second = answer(execute)
            let (answer, _) = try await (first, second)
            await pause(fault)
            return answer
        case .garbage:
            _ = try await answer(execute)
            await pause(fault)
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: Self.garbage)))
        case .dropReply:
            // What the call would have answered is nobody's business any more, a refusal included.
            _ = try? await answer(execute)
            await pause(fault)
            return await connection.cut()
        case .refuseConnection:
            await pause(fault)
            return await connection.cut()
        }
    }

    private func answer(_ execute: () async throws -> Response) async throws -> Response {
        do {
            return try await execute()
        } catch let refusal as Refusal {
            throw refusal.apiError
        }
    }

    private func pause(_ fault: Fault) async {
        guard let delay = fault.delay else { return }
        await Connection.wait(delay)
    }

    /// Neither JSON nor UTF-8.
    static let garbage: [UInt8] = Array("<html>\u{1}upstream ".utf8) + [0xFF, 0xFE, 0x00, 0x7B]
}

extension Fault {
    /// Nil for none.
    fileprivate var delay: Duration? {
        delayMilliseconds > 0 ? .milliseconds(delayMilliseconds) : nil
    }
}
