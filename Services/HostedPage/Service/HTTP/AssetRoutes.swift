import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird
import NIOCore
import Secrets

/// A file of the page; its address holds its digest, so a browser may keep it for ever.
struct Asset {
    let name: String
    let contentType: String
    let bytes: [UInt8]
    let digest: String

    init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
        digest = Hex.encode(SHA256Digest.of(bytes).prefix(8))
    }

    var path: String { "/c/assets/\(digest)/\(name)" }

    static let style = Asset("page.css", "text/css; charset=utf-8", PackageResources.page_css)
    static let icon = Asset("icon.svg", "image/svg+xml", PackageResources.icon_svg)
    static let all = [style, icon]
}

/// Serves the style sheet and the icon.
struct AssetRoutes {
    func add(to router: Router<PaydeskContext>) {
        router.get("/c/assets/{digest}/{name}", use: show)
    }

    /// A page of the version before or after asks for another digest: it gets what there is, but may not keep it.
    @Sendable func show(_ request: Request, _ context: PaydeskContext) async throws -> Response {
        let name = try context.parameters.require("name")
        guard let asset = Asset.all.first(where: { $0.name == name }) else { throw HTTPError(.notFound) }
        let isCurrent = try context.parameters.require("digest") == asset.digest
        return Response(
            status: .ok,
            headers: [
                .contentType: asset.contentType,
                .cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: asset.bytes))
        )
    }
}
