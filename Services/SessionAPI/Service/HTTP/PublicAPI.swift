import HTTPKit
import Hummingbird

/// What merchants call: everything under `/v1`, and the sessions without the version too.
struct PublicAPI: Sendable {
    let keys: KeyDirectory
    let sessions: SessionRoutes
    let payments: PaymentRoutes
    let refunds: RefundRoutes
    let endpoints: EndpointRoutes

    func add(to router: Router<PaydeskContext>) {
        let merchants = Self.merchants(router.group("v1", context: DialectContext.self), keys)
        sessions.add(to: merchants)
        payments.add(to: merchants)
        refunds.add(to: merchants)
        endpoints.add(to: merchants)
        sessions.add(to: Self.merchants(router.group(context: DialectContext.self), keys))
    }

    /// Who comes in has a key.
    private static func merchants(
        _ group: RouterGroup<DialectContext>,
        _ keys: KeyDirectory
    ) -> RouterGroup<MerchantContext> {
        group
            .add(middleware: DialectMiddleware())
            .add(middleware: StorageFailures())
            .add(middleware: APIKeyMiddleware(keys))
            .group(context: MerchantContext.self)
    }
}
