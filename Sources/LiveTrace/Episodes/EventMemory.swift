import ByteReading
import GoBinary

/// The memory that an event captured, and what the program's file holds that cannot change. Nothing
/// is read from the process later, when it may hold something else.
struct EventMemory: TargetMemory {
  private let parts: [MemoryBytes]
  private let image: GoImage
  private let loadBias: UInt64

  init(_ event: ProbeEvent, image: GoImage, loadBias: UInt64) {
    self.image = image
    self.loadBias = loadBias
    var parts: [MemoryBytes] = []
    if let value = event.value {
      if let bytes = value.typeBytes {
        parts.append(MemoryBytes(address: value.type, bytes: bytes))
      }
      if let bytes = value.bytes {
        parts.append(MemoryBytes(address: value.data, bytes: bytes))
        // A text is what the string header at the value's beginning points to.
        if let text = value.text {
          parts.append(
            MemoryBytes(address: bytes.span.rawBytes.uint64OrZero(at: 0), bytes: text))
        }
      }
    }
    if let stack = event.stack { parts.append(stack) }
    self.parts = parts
  }

  func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    guard count > 0 else { return [] }
    return parts.bytes(at: address, count: count)
      ?? image.constantBytes(at: address &- loadBias, count: count)
  }
}
