/// The memory of a Go program: of a live process, of a core dump, or made up by a test.
///
/// Addresses are the process's own. A reader takes whatever it is told with a grain of salt: nothing
/// that is read is trusted to point anywhere.
public protocol TargetMemory: Sendable {
  /// The bytes at `address`; nil when not all of them can be read.
  func bytes(at address: UInt64, count: Int) -> [UInt8]?
  /// The 8 bytes at `address`, little-endian.
  func word(at address: UInt64) -> UInt64?
}

extension TargetMemory {
  public func word(at address: UInt64) -> UInt64? {
    block(at: address, count: 8)?.word(0)
  }

  /// A structure of the runtime.
  func block(at address: UInt64, count: Int) -> MemoryBlock? {
    // Nothing lies on the first page; most wrong pointers point there.
    guard address >= 4096, let bytes = bytes(at: address, count: count), bytes.count == count
    else { return nil }
    return MemoryBlock(bytes: bytes)
  }
}
