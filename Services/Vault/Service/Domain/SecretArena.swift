import Foundation
import Synchronization

/// Memory for card data: pages of our own that are kept out of swap and core files, and wiped when given back.
///
/// The pages are locked as far as `RLIMIT_MEMLOCK` allows; without the right to lock, everything else still holds. A slot
/// is handed out by address, so that the lock protects plain numbers.
final class SecretArena: Sendable {
    /// For a card number, a security code, a name.
    static let fields = SecretArena(slotBytes: 256)
    /// For a request's body.
    static let bodies = SecretArena(slotBytes: 8 * 1024)

    /// Pages are asked for in pieces of this size.
    private static let chunkBytes = 64 * 1024

    let slotBytes: Int
    private let free = Mutex<[UInt]>([])

    init(slotBytes: Int) {
        self.slotBytes = slotBytes
    }

    /// An empty slot, all zeros.
    func take() -> UnsafeMutableRawPointer {
        let address = free.withLock { free -> UInt in
            if let slot = free.popLast() { return slot }
            let chunk = Self.map()
            for offset in stride(from: slotBytes, to: Self.chunkBytes - slotBytes + 1, by: slotBytes) {
                free.append(chunk + UInt(offset))
            }
            return chunk
        }
        guard let slot = UnsafeMutableRawPointer(bitPattern: address) else {
            preconditionFailure("a slot at address 0")
        }
        return slot
    }

    /// Wipes a slot and takes it back.
    func give(back slot: UnsafeMutableRawPointer) {
        explicit_bzero(slot, slotBytes)
        free.withLock { $0.append(UInt(bitPattern: slot)) }
    }

    private static func map() -> UInt {
        let pages = mmap(nil, chunkBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else {
            // No pages left: the heap will tell the same soon, and until then the wiping still holds.
            let heap = UnsafeMutableRawPointer.allocate(byteCount: chunkBytes, alignment: 16)
            memset(heap, 0, chunkBytes)
            return UInt(bitPattern: heap)
        }
        mlock(pages, chunkBytes)
        madvise(pages, chunkBytes, MADV_DONTDUMP)
        return UInt(bitPattern: pages)
    }
}
