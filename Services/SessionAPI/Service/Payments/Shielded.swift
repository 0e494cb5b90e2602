/// Runs `body` to its end even when the caller is canceled meanwhile.
///
/// For what must be written down after something has happened outside: the acquirer has said yes, and a canceled task
/// must not keep that out of the books. This is the one place where a task is made that belongs to nobody.
func shielded<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await body() }.value
}
