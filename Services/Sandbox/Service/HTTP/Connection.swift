import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The TCP connection under a request, for answers that no well-behaved server would give.
struct Connection: Sendable {
    private let channel: any Channel

    init(_ context: PaydeskContext) {
        channel = context.connection
    }

    /// Closes the connection without a byte of an answer.
    ///
    /// The response that is returned goes nowhere.
    func cut() async -> Response {
        try? await channel.close()  // closed already is what was wanted
        return Response(status: .init(code: 499, reasonPhrase: "Connection cut"))
    }

    /// Waits until the client hangs up, the time is up, or the process is asked to stop.
    func waitForHangUp(atMost limit: Duration) async {
        let (hangUps, continuation) = AsyncStream<Void>.makeStream()
        let watcher = HangUpWatcher(continuation)
        do {
            try await channel.pipeline.addHandler(watcher, position: .first).get()
        } catch {
            return  // no pipeline any more: the client is gone
        }
        if !channel.isActive { continuation.finish() }
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in hangUps {} }
                group.addTask { try? await Task.sleep(for: limit) }  // cancelled: the wait is over as well
                await group.next()
                group.cancelAll()
            }
        }
        channel.pipeline.removeHandler(watcher, promise: nil)
    }

    /// Waits until the time is up, whatever the client does, or the process is asked to stop.
    static func wait(_ duration: Duration) async {
        await cancelWhenGracefulShutdown {
            try? await Task.sleep(for: duration)  // cancelled: the wait is over as well
        }
    }
}

/// Notices that the client closed its side: half-closed connections are allowed here, so nothing else tells.
private final class HangUpWatcher: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private let hangUps: AsyncStream<Void>.Continuation

    init(_ hangUps: AsyncStream<Void>.Continuation) {
        self.hangUps = hangUps
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { hangUps.finish() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        hangUps.finish()
        context.fireChannelInactive()
    }
}
