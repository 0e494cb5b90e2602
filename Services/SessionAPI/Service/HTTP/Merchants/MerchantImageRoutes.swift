import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import Payments

/// `/internal/merchants/{id}/images/{hash}`: merchants' pictures, for hosted-page to give out.
struct MerchantImageRoutes: Sendable {
    let merchants: MerchantStore

    /// Adds the route to a group that lets nobody but hosted-page in.
    func add(to group: RouterGroup<PaydeskContext>) {
        group.get("/internal/merchants/:merchant/images/:hash", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let (merchant, hash) = (context.parameters.get("merchant") ?? "", context.parameters.get("hash") ?? "")
        guard let id = ID<Merchant>(merchant), Self.isHash(hash), let image = try await merchants.image(hash, of: id)
        else { throw APIError.noSuch("image", ParameterReader.shown(hash), param: "hash") }
        return Response(
            status: .ok,
            headers: [.contentType: image.mediaType, .xContentTypeOptions: "nosniff"],
            body: .init(byteBuffer: ByteBuffer(bytes: image.bytes))
        )
    }

    /// Lower-case hex of 32 bytes.
    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
