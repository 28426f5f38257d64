public import ByteReading

/// An entry of the symbol table (`SHT_SYMTAB`).
public struct Symbol: Sendable, Hashable {
  /// Where its name stands in the file, without the final zero.
  public var name: ByteRange
  public var value: UInt64
  public var size: UInt64
  /// 1 object, 2 function (`STT_…`).
  public var type: UInt8
}

extension ObjectFile {
  private var symbolSection: Section? {
    sections.first { $0.type == 2 && $0.range.count >= 48 }
  }

  /// Longer names are passed over, which bounds the time for a hostile string table.
  private static var longestSymbolName: Int { 1 << 12 }

  /// True when there is a symbol table with at least one symbol; `strip` and `-ldflags=-s` remove it.
  public var hasSymbols: Bool { symbolSection != nil }

  /// Calls `body` with each symbol that has a name, until it returns false.
  public func forEachSymbol(_ body: (Symbol) -> Bool) {
    guard let table = symbolSection, let link = Int(exactly: table.link),
      sections.indices.contains(link)
    else { return }
    let names = sections[link].range
    let bytes = file.bytes
    var offset = table.range.offset
    while offset &+ 24 <= table.range.end, let name = bytes.uint32(at: offset),
      let info = bytes.uint8(at: offset &+ 4), let value = bytes.uint64(at: offset &+ 8),
      let size = bytes.uint64(at: offset &+ 16)
    {
      offset &+= 24
      let start = Int(name)
      guard start > 0, start < names.count,
        let length = bytes.nulTerminatedLength(
          at: names.offset &+ start, limit: Self.longestSymbolName),
        let range = names.part(from: start, count: length)
      else { continue }
      guard body(Symbol(name: range, value: value, size: size, type: info & 15)) else { return }
    }
  }

  /// The first symbol with this name; one pass over the table.
  public func symbol(named name: String) -> Symbol? {
    let wanted = Array(name.utf8)
    var found: Symbol?
    forEachSymbol { symbol in
      guard symbol.name.count == wanted.count,
        file.bytes.matches(wanted, at: symbol.name.offset)
      else { return true }
      found = symbol
      return false
    }
    return found
  }
}
