/// The request of a merchant that made something happen; events show it, so that merchants know their own doing.
package struct MerchantRequest: Sendable, Hashable {
    /// Its id, `req_…`.
    package let id: String
    package let idempotencyKey: String?

    package init(id: String, idempotencyKey: String?) {
        self.id = id
        self.idempotencyKey = idempotencyKey
    }
}
