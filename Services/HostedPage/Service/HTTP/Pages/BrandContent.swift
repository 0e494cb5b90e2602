import SessionClient

/// How a merchant presents itself at the top of a page; the fields are those that `brand.mustache` names.
struct BrandContent {
    /// Shown instead of the name, which is its alternative text.
    let logo: Picture?
    /// Shown beside the name.
    let icon: Picture?
    /// Shown beside the name of a merchant without an icon: its first letter.
    let initial: String?
    /// Nil where the logo says it.
    let name: String?

    /// A picture with the size at which it is shown, CSS pixels.
    struct Picture {
        let path: String
        let type: String
        let alt: String
        let width: Int
        let height: Int
    }

    /// `name` is the merchant's, made fit to stand on a page.
    init(_ merchant: MerchantView, name: String) {
        let logo = merchant.logo.flatMap { Picture(logo: $0, of: merchant, alt: name) }
        self.logo = logo
        // A logo that is so small, flat or thin that nobody can read it does not stand for the name.
        let isNameShown = logo.map { min($0.width, $0.height) < Picture.readableSide } ?? true
        self.name = isNameShown ? name : nil
        icon = logo == nil ? merchant.icon.flatMap { Picture(icon: $0, of: merchant) } : nil
        initial = logo == nil && icon == nil && !name.isEmpty ? name.prefix(1).uppercased() : nil
    }

    /// The merchant's icon for the browser's tab.
    static func favicon(of merchant: MerchantView?) -> Picture? {
        merchant.flatMap { merchant in merchant.icon.flatMap { Picture(icon: $0, of: merchant) } }
    }
}

extension BrandContent.Picture {
    /// A logo that is shown less high or wide than this, CSS pixels, is accompanied by the name.
    static let readableSide = 20

    private static let (logoWidth, logoHeight, iconSide) = (240.0, 44.0, 40)

    /// As large as it is, but no larger than its place.
    fileprivate init?(logo: BrandImage, of merchant: MerchantView, alt: String) {
        guard let path = Self.path(logo, merchant) else { return nil }
        let (width, height) = (Double(logo.width), Double(logo.height))
        let scale = min(1, Self.logoWidth / width, Self.logoHeight / height)
        self.init(
            path: path,
            type: logo.mediaType,
            alt: alt,
            width: max(1, Int((width * scale).rounded())),
            height: max(1, Int((height * scale).rounded()))
        )
    }

    /// Its alternative text is empty: the name stands beside it.
    fileprivate init?(icon: BrandImage, of merchant: MerchantView) {
        guard let path = Self.path(icon, merchant) else { return nil }
        self.init(path: path, type: icon.mediaType, alt: "", width: Self.iconSide, height: Self.iconSide)
    }

    private static func path(_ image: BrandImage, _ merchant: MerchantView) -> String? {
        guard BrandPicture.isMerchant(merchant.id), BrandPicture.isHash(image.hash), image.width > 0, image.height > 0
        else { return nil }
        return PagePaths.image(merchant.id, image.hash)
    }
}
