import ByteReading
import GoRuntimeModel
import ObjectFile

/// The header of a pclntab (`runtime.pcHeader`, Go 1.18 and later) and the tables behind it.
struct LineTableHeader: Sendable {
  var address: UInt64
  /// Offset of the header in the file.
  var fileOffset: Int
  var magic: UInt32
  /// Distances between program counters are multiples of this.
  var quantum: UInt32
  var functionCount: Int
  var fileCount: Int
  /// 0 from Go 1.26 on.
  var textStart: UInt64
  /// Where the tables stand in the file.
  var names: ByteRange
  var compilationUnits: ByteRange
  var files: ByteRange
  var pcValues: ByteRange
  /// The function table and the functions' records; ends with the segment's bytes until moduledata
  /// tells its true end.
  var functions: ByteRange
  /// Addresses of `functions` and `names`.
  var functionsAddress: UInt64
  var namesAddress: UInt64

  /// Reads and checks the header at `address`; nil when it is none.
  init?(at address: UInt64, in object: ObjectFile) {
    guard let rest = object.addressMap.bytes(from: address) else { return nil }
    let bytes = object.file.bytes
    let start = rest.offset
    guard rest.count >= 72, let magic = bytes.uint32(at: start),
      magic == LineTableMagic.go118 || magic == LineTableMagic.go120,
      bytes.uint16(at: start &+ 4) == 0, let quantum = bytes.uint8(at: start &+ 6),
      quantum == 1 || quantum == 2 || quantum == 4, bytes.uint8(at: start &+ 7) == 8,
      let functionCount = bytes.uint64(at: start &+ 8).flatMap({ Int(exactly: $0) }),
      let fileCount = bytes.uint64(at: start &+ 16).flatMap({ Int(exactly: $0) }),
      let textStart = object.word(at: address &+ 24)
    else { return nil }
    var offsets: [Int] = []
    for index in 0..<5 {
      guard let value = bytes.uint64(at: start &+ 32 &+ 8 &* index),
        let offset = Int(exactly: value), offset >= offsets.last ?? 72, offset <= rest.count
      else { return nil }
      offsets.append(offset)
    }
    let entrySize = 8
    guard functionCount > 0, functionCount <= (rest.count &- offsets[4]) / entrySize,
      offsets[0] <= 128,
      let names = rest.part(from: offsets[0], count: offsets[1] &- offsets[0]),
      let units = rest.part(from: offsets[1], count: offsets[2] &- offsets[1]),
      let files = rest.part(from: offsets[2], count: offsets[3] &- offsets[2]),
      let pcValues = rest.part(from: offsets[3], count: offsets[4] &- offsets[3]),
      let functions = rest.part(from: offsets[4], count: rest.count &- offsets[4])
    else { return nil }
    self.address = address
    fileOffset = start
    self.magic = magic
    self.quantum = UInt32(quantum)
    self.functionCount = functionCount
    self.fileCount = fileCount
    self.textStart = textStart
    self.names = names
    compilationUnits = units
    self.files = files
    self.pcValues = pcValues
    self.functions = functions
    functionsAddress = address &+ UInt64(offsets[4])
    namesAddress = address &+ UInt64(offsets[0])
  }
}
