import HTTPKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SessionClient

/// Gives out merchants' logos and icons under the page's own address, so that the page loads nothing from anywhere else.
struct ImageRoutes: Sendable {
    let checkout: CheckoutClient
    let shelf: ImageShelf

    func add(to router: Router<PaydeskContext>) {
        router.get("/c/images/{merchant}/{hash}", use: show)
    }

    @Sendable func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let (merchant, hash) = (try context.parameters.require("merchant"), try context.parameters.require("hash"))
        guard BrandPicture.isMerchant(merchant), BrandPicture.isHash(hash) else { return Response(status: .notFound) }
        let path = PagePaths.image(merchant, hash)
        if let picture = shelf.picture(at: path) { return Self.response(picture) }
        do throws(ServiceCallError) {
            let download = try await checkout.image(merchant: merchant, hash: hash)
            guard let picture = BrandPicture(download.bytes, hash: hash) else {
                context.logger.error("session-api gave a picture that is not what its address says")
                return Response(status: .notFound)
            }
            shelf.keep(picture, at: path)
            return Self.response(picture)
        } catch {
            if case .answered(status: 404, _, _) = error { return Response(status: .notFound) }
            context.logger.warning("session-api gave no picture", metadata: ["error": "\(error)"])
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "1"])
        }
    }

    /// Opened by itself a picture is a document: it may do nothing there.
    private static func response(_ picture: BrandPicture) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: picture.mediaType,
                .cacheControl: "public, max-age=31536000, immutable",
                .contentSecurityPolicy: "default-src 'none'; sandbox",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: picture.bytes))
        )
    }
}
