import Logging

/// The request that is being answered, for the calls and the log lines that answering it makes.
package enum CurrentRequest {
    @TaskLocal package static var id: String?
    @TaskLocal package static var trace: TraceContext?

    /// Both, to be taken along to work that goes on elsewhere.
    package struct Origin: Sendable {
        package let id: String?
        package let trace: TraceContext?

        package init(id: String?, trace: TraceContext?) {
            self.id = id
            self.trace = trace
        }
    }

    package static var origin: Origin { Origin(id: id, trace: trace) }

    /// Does some work in the name of a request.
    package static func with<Result>(
        _ origin: Origin,
        _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await $id.withValue(origin.id) {
            try await $trace.withValue(origin.trace) { try await work() }
        }
    }

    /// Headers for a call to another program: which request it is for, and where it belongs in the trace.
    package static var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let id { headers.append(("X-Request-Id", id)) }
        if let trace {
            headers.append(("traceparent", trace.traceparent))
            if let state = trace.state { headers.append(("tracestate", state)) }
        }
        return headers
    }

    /// What every log line says of it.
    package static var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let id { metadata["request_id"] = .string(id) }
        if let trace { metadata["trace_id"] = .string(trace.traceID) }
        return metadata
    }
}
