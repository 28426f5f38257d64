public import ByteReading
import Synchronization

/// Relocations that set 8-byte words when the program is loaded (`DT_RELA`).
///
/// A position-independent file keeps zeros where pointers stand and tells the pointers here.
/// Words that `DT_RELR` relocates hold their value in place and need no table.
public struct RelocationTable: Sendable {
  /// Bytes of an `Elf64_Rela`: address, type and symbol, addend.
  static let entrySize = 24

  private let file: MappedFile
  private let map: AddressMap
  private let range: ByteRange
  private let symbolTable: UInt64
  private let relativeType: UInt32
  private let absoluteType: UInt32
  private let index = LazyIndex()

  private final class LazyIndex: Sendable {
    let value = AtomicLazyReference<RelocationIndex>()
  }

  init(file: MappedFile, map: AddressMap, dynamic: DynamicTable, machine: ObjectFile.Machine) {
    self.file = file
    self.map = map
    let whole = map.bytes(at: dynamic.relocationTable, count: dynamic.relocationTableSize)
    range = whole ?? .empty
    symbolTable = dynamic.symbolTable
    switch machine {
    case .amd64: (relativeType, absoluteType) = (8, 1)  // R_X86_64_RELATIVE, R_X86_64_64
    case .arm64: (relativeType, absoluteType) = (1027, 257)  // R_AARCH64_RELATIVE, …_ABS64
    }
  }

  public var count: Int { range.count / Self.entrySize }
  public var isEmpty: Bool { range.count < Self.entrySize }
  /// Where the entries stand: their addends look like pointers to whoever scans data.
  public var byteRange: ByteRange { range }

  /// The value that a relocation gives the word at `address`; nil when none does or the value
  /// depends on another file.
  public func word(at address: UInt64) -> UInt64? {
    guard !isEmpty, let table = file.bytes.part(range) else { return nil }
    guard let offset = currentIndex(table).offset(of: address, in: table) else { return nil }
    return value(of: offset, in: table)
  }

  /// Addresses of words that are set to `target`, at most `limit`, in the order of the table.
  public func addresses(setTo target: UInt64, limit: Int = 16) -> [UInt64] {
    guard !isEmpty, let table = file.bytes.part(range) else { return [] }
    var found: [UInt64] = []
    var offset = 0
    while let addend = table.uint64(at: offset &+ 16), found.count < limit {
      if addend == target, let type = table.uint32(at: offset &+ 8), type == relativeType,
        let address = table.uint64(at: offset)
      {
        found.append(address)
      }
      offset &+= Self.entrySize
    }
    return found
  }

  private func value(of offset: Int, in table: RawSpan) -> UInt64? {
    guard let type = table.uint32(at: offset &+ 8), let symbol = table.uint32(at: offset &+ 12),
      let addend = table.uint64(at: offset &+ 16)
    else { return nil }
    if type == relativeType { return addend }
    guard type == absoluteType, symbol != 0 else { return nil }
    let entry = symbolTable &+ UInt64(symbol) &* 24
    guard let place = map.fileOffset(of: entry, count: 24),
      let section = file.bytes.uint16(at: place &+ 6), section != 0,
      let value = file.bytes.uint64(at: place &+ 8)
    else { return nil }
    return value &+ addend
  }

  private func currentIndex(_ table: RawSpan) -> RelocationIndex {
    if let built = index.value.load() { return built }
    return index.value.storeIfNil(RelocationIndex(table))
  }
}
