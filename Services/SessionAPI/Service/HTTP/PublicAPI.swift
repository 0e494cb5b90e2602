import HTTPKit
import Hummingbird

/// Everything under `/v1`: what merchants call.
struct PublicAPI: Sendable {
    let keys: KeyDirectory
    let sessions: SessionRoutes
    let payments: PaymentRoutes
    let endpoints: EndpointRoutes

    func add(to router: Router<PaydeskContext>) {
        let merchants = router.group("v1", context: DialectContext.self)
            .add(middleware: DialectMiddleware())
            .add(middleware: StorageFailures())
            .add(middleware: APIKeyMiddleware(keys))
            .group(context: MerchantContext.self)
        sessions.add(to: merchants)
        payments.add(to: merchants)
        endpoints.add(to: merchants)
    }
}
