import ByteReading
import GoRuntimeModel

/// Names of functions as bytes in the file. Every name ends with a zero byte.
struct FunctionNames {
  let header: LineTableHeader
  let functions: FunctionTable
  let file: MappedFile

  /// Longer names are not names.
  static let longest = 1 << 14

  init(_ header: LineTableHeader, _ functions: FunctionTable, _ file: MappedFile) {
    self.header = header
    self.functions = functions
    self.file = file
  }

  /// Where the record of function `index` begins in the file.
  func record(_ index: Int) -> Int? {
    guard index >= 0, index < functions.count else { return nil }
    let offset = Int(functions.records[index])
    return offset < header.functions.count ? header.functions.offset &+ offset : nil
  }

  /// Where the name at `offset` of the name table stands; nil when it has no end.
  func range(at offset: Int) -> ByteRange? {
    guard offset >= 0, offset < header.names.count else { return nil }
    let start = header.names.offset &+ offset
    let limit = min(Self.longest, header.names.count &- offset)
    guard let length = file.bytes.nulTerminatedLength(at: start, limit: limit) else { return nil }
    return header.names.part(from: offset, count: length)
  }

  /// Offset of the name in the name table: `_func.nameOff`, the second word in all versions.
  func nameOffset(_ index: Int) -> Int? {
    record(index).flatMap { file.bytes.uint32(at: $0 &+ 4) }.map { Int($0) }
  }

  func functionID(_ index: Int, _ layout: FunctionLayout) -> UInt8? {
    record(index).flatMap { file.bytes.uint8(at: $0 &+ layout.funcID) }
  }

  /// True when a name begins with `prefix`; one pass over the name table.
  func hasName(withPrefix prefix: String) -> Bool {
    let wanted = Array(prefix.utf8)
    guard let names = file.bytes.part(header.names) else { return false }
    if names.matches(wanted, at: 0) { return true }
    return names.firstRange(of: [0] + wanted) != nil
  }

  /// The functions with each of the wanted names; one pass over all names.
  ///
  /// A name costs two reads: of the first 8 bytes only those go on that begin a wanted name.
  /// - Parameter beginnings: the first 8 bytes of each name, where they are at hand.
  func indices(of wanted: [String], beginnings: [UInt64]? = nil) -> [String: [Int]] {
    let filter = NameFilter(wanted)
    var found: [String: [Int]] = [:]
    let bytes = file.bytes
    let end = header.functions.end
    for index in 0..<functions.count {
      if let beginnings, index < beginnings.count, !filter.mayBegin(beginnings[index]) { continue }
      let place = header.functions.offset &+ Int(functions.records[index])
      guard place < end, let offset = bytes.uint32(at: place &+ 4) else { continue }
      let name = header.names.offset &+ Int(offset)
      guard let word = bytes.uint64(at: name), filter.mayBegin(word) else { continue }
      guard let match = filter.match(bytes, at: name) else { continue }
      found[wanted[match], default: []].append(index)
    }
    return found
  }
}
