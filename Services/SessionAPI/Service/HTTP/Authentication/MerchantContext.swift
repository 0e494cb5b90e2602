import HTTPKit
import Hummingbird
import Payments

/// Who calls: a merchant, in one of the two modes.
struct Principal: Sendable {
    let merchant: Merchant
    let livemode: Bool
    let key: ID<APIKeyRecord>
}

/// A request to the public API, before it is known who sends it.
struct DialectContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let requestID: String
    /// In which words the answer is given.
    var version: APIVersion = .newest
    var principal: Principal?

    init(context: PaydeskContext) {
        coreContext = context.coreContext
        requestID = context.requestID
    }
}

/// A request of a merchant; routes that have this need no further check of who calls.
struct MerchantContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let requestID: String
    let version: APIVersion
    let principal: Principal

    /// - Throws: `APIError` when nobody looked at the key before; routes are set up so that this cannot be.
    init(context: DialectContext) throws {
        guard let principal = context.principal else { throw APIError.internalFailure }
        coreContext = context.coreContext
        requestID = context.requestID
        version = context.version
        self.principal = principal
    }

    var merchant: ID<Merchant> { principal.merchant.id }
    var livemode: Bool { principal.livemode }
}
