internal import CLibPQ
import Foundation
import Logging
import Synchronization

/// Receives what other sessions NOTIFY, on a connection of its own.
///
/// A notification is a hint and not a message: those sent while the connection is away are lost, which is what
/// `.reconnected` tells. Readers drain their table at either.
package final class Listener: Sendable {
    /// What a listener hears.
    package enum Notification: Sendable, Hashable {
        /// Somebody notified a channel.
        case notified(channel: String, payload: String)
        /// The connection listens, at first or again; whatever was notified before is not known.
        case reconnected
    }

    /// Notifications kept for a reader that is busy; more push the oldest out.
    private static let bufferLimit = 1_024

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger

    /// A listener for these channels; connects when its notifications are asked for.
    package init(_ configuration: PostgresConfiguration, channels: [String], logger: Logger) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
    }

    /// The notifications from now on.
    ///
    /// Each call has a connection of its own, which is closed when its reader stops or its task is canceled.
    package func notifications() -> some AsyncSequence<Notification, Never> & Sendable {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Notification.self,
            bufferingPolicy: .bufferingNewest(Self.bufferLimit)
        )
        guard let bell = Bell() else {
            logger.error("no file descriptor left to listen with")
            continuation.finish()
            return stream
        }
        continuation.onTermination = { _ in bell.ring() }
        let hosts = Hosts(configuration, logger: logger, metrics: PostgresMetrics())
        let thread = Thread { [channels] in
            var ear = Ear(hosts: hosts, channels: channels, bell: bell, heard: continuation)
            ear.listen()
            continuation.finish()
        }
        thread.stackSize = 512 * 1024
        thread.name = "postgres-listen"
        thread.start()
        return stream
    }
}

/// What runs on a listener's thread.
private struct Ear {
    let hosts: Hosts
    let channels: [String]
    let bell: Bell
    let heard: AsyncStream<Listener.Notification>.Continuation

    /// A connection that has been silent for so long is asked whether it is still there: a host that vanished without
    /// a word would otherwise be believed for hours.
    private static let silence: Duration = .seconds(15)
    private static let answerLimit: Duration = .seconds(2)

    /// Listens until the bell rings; connects again whenever the connection is lost.
    mutating func listen() {
        var backoff = Backoff()
        while !bell.hasRung(within: .zero) {
            do {
                let wire = try hosts.connect(until: .now + Self.answerLimit)
                try subscribe(wire)
                backoff.reset()
                heard.yield(.reconnected)
                try hear(wire)
            } catch {
                // Why was logged by `hosts`; the bell cuts the pause short.
                guard !bell.hasRung(within: backoff.next()) else { return }
            }
        }
    }

    private func subscribe(_ wire: Wire) throws {
        for channel in channels {
            let quoted = channel.replacing("\"", with: "\"\"")
            try Script.run("LISTEN \"\(quoted)\"", on: wire, until: .now + Self.answerLimit)
        }
    }

    /// Returns when the bell rings, throws when the connection is lost.
    private func hear(_ wire: Wire) throws {
        while true {
            drain(wire)
            var entries = [
                pollfd(fd: PQsocket(wire.handle), events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&entries, 2, Self.silence.pollMilliseconds)
            if entries[1].revents != 0 { return }
            if count == 0 {
                try Script.run("SELECT 1", on: wire, until: .now + Self.answerLimit)
            } else if PQconsumeInput(wire.handle) == 0 {
                throw WireFailure.lost(wire.connectionMessage)
            }
        }
    }

    private func drain(_ wire: Wire) {
        while let notification = PQnotifies(wire.handle) {
            let channel = String(cString: notification.pointee.relname)
            let payload = String(cString: notification.pointee.extra)
            PQfreemem(notification)
            heard.yield(.notified(channel: channel, payload: payload))
        }
    }
}

/// A pipe that becomes readable when it is rung, so that poll(2) can wait for a socket and for the end.
private final class Bell: Sendable {
    let descriptor: Int32
    private let hammer: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        descriptor = ends[0]
        hammer = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        _ = close(descriptor)
        _ = close(hammer)
    }

    func ring() {
        _ = write(hammer, "!", 1)
    }

    func hasRung(within limit: Duration) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, limit.pollMilliseconds) > 0
    }
}
