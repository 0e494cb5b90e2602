import Foundation

/// Overwrites bytes where they lie, even when others hold the same memory: their use for it is over.
///
/// For memory that is not ours to choose, such as a network buffer; copies made on the way there are out of reach.
func wipe(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    explicit_bzero(UnsafeMutableRawPointer(mutating: start), bytes.count)
}
