import ByteReading

/// Bytes of a structure that were read at once; what lies outside reads as zero.
struct MemoryBlock {
  let bytes: [UInt8]

  func word(_ offset: Int) -> UInt64 { bytes.span.rawBytes.uint64OrZero(at: offset) }
  func uint32(_ offset: Int) -> UInt32 { bytes.span.rawBytes.uint32OrZero(at: offset) }
  func uint8(_ offset: Int) -> UInt8 { bytes.span.rawBytes.byteOrZero(at: offset) }
  func bool(_ offset: Int?) -> Bool { offset.map { uint8($0) != 0 } ?? false }
  func word(_ offset: Int?) -> UInt64? { offset.map { word($0) } }
}
