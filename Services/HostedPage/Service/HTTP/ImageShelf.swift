import Synchronization

/// Keeps pictures that were asked for lately, within a number and a weight; the one longest unseen goes first.
final class ImageShelf: Sendable {
    /// How many pictures one process keeps.
    static let places = 256
    /// What they may weigh together, bytes.
    static let bytesLimit = 16 * 1024 * 1024

    private struct Item {
        let picture: BrandPicture
        var seen: UInt64
    }

    private struct Shelf {
        var items: [String: Item] = [:]
        var bytes = 0
        var looks: UInt64 = 0
    }

    private let shelf = Mutex(Shelf())
    private let places: Int
    private let bytesLimit: Int

    init(places: Int = ImageShelf.places, bytesLimit: Int = ImageShelf.bytesLimit) {
        self.places = places
        self.bytesLimit = bytesLimit
    }

    /// The picture at this address, if it is here.
    func picture(at path: String) -> BrandPicture? {
        shelf.withLock { shelf in
            shelf.looks += 1
            shelf.items[path]?.seen = shelf.looks
            return shelf.items[path]?.picture
        }
    }

    /// Puts a picture here, and away what there is no room for any more.
    func keep(_ picture: BrandPicture, at path: String) {
        guard picture.bytes.count <= bytesLimit else { return }
        shelf.withLock { shelf in
            shelf.looks += 1
            shelf.bytes += picture.bytes.count - (shelf.items[path]?.picture.bytes.count ?? 0)
            shelf.items[path] = Item(picture: picture, seen: shelf.looks)
            while shelf.items.count > places || shelf.bytes > bytesLimit {
                guard let oldest = shelf.items.min(by: { $0.value.seen < $1.value.seen }) else { return }
                shelf.items[oldest.key] = nil
                shelf.bytes -= oldest.value.picture.bytes.count
            }
        }
    }
}
