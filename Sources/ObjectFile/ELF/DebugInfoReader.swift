import ByteReading

/// Walks the entries of `.debug_info`. Whatever does not fit ends the walk of its unit.
struct DebugInfoReader {
  private struct Attribute {
    var name: UInt64
    var form: UInt64
    var constant: Int64
  }
  private struct Abbreviation {
    var tag: UInt64
    var hasChildren: Bool
    var attributes: [Attribute]
  }
  /// What an attribute says, as far as structs and members need it.
  private enum Value {
    case number(UInt64)
    case text(String)
    case other
  }

  private let info: [UInt8]
  private let abbreviations: [UInt8]
  private let strings: [UInt8]
  private let names: Set<String>
  private(set) var structs: [String: DebugStructs.Layout] = [:]
  /// At least one unit was read to its end.
  private(set) var isComplete = false
  private var tables: [UInt64: [UInt64: Abbreviation]] = [:]

  // Each unit of a damaged file may begin its table elsewhere in the same bytes.
  private static let mostTables = 16
  private static let mostAbbreviations = 1 << 14
  private static let mostMembers = 1 << 12
  /// Of all tables together.
  private var attributesLeft = 1 << 22

  init(info: [UInt8], abbreviations: [UInt8], strings: [UInt8], names: Set<String>) {
    self.info = info
    self.abbreviations = abbreviations
    self.strings = strings
    self.names = names
  }

  mutating func read() {
    let info = info
    let span = info.span.rawBytes
    var offset = 0
    while offset + 11 < info.count, structs.count < names.count {
      guard let length = span.uint32(at: offset), length < 0xffff_fff0,
        let version = span.uint16(at: offset + 4)
      else { return }
      let end = offset + 4 + Int(length)
      guard end <= info.count, end > offset + 11 else { return }
      let table: UInt32?
      let start: Int
      switch version {
      case 2...4:
        table = span.uint32(at: offset + 6)
        start = offset + 11
      case 5:
        table = span.uint32(at: offset + 8)
        start = offset + 12
      default: return
      }
      guard let table else { return }
      if readUnit(start..<end, unit: offset, table: UInt64(table)) { isComplete = true }
      offset = end
    }
  }

  /// False when the unit is not as the specification says.
  private mutating func readUnit(_ range: Range<Int>, unit: Int, table: UInt64) -> Bool {
    guard let known = tables[table] ?? readTable(table) else { return false }
    if tables.count >= Self.mostTables { tables = [:] }
    tables[table] = known
    let info = info
    let span = info.span.rawBytes
    guard let part = span.part(offset: range.lowerBound, count: range.count) else { return false }
    var cursor = ByteCursor(part)
    var depth = 0
    // The wanted struct that is open, and its depth.
    var open: (name: String, depth: Int)?
    while !cursor.isAtEnd {
      do throws(ByteError) {
        let code = try cursor.uleb128()
        if code == 0 {
          depth -= 1
          if let current = open, depth <= current.depth { open = nil }
          if depth <= 0 { return true }
          continue
        }
        guard let abbreviation = known[code] else { return false }
        var name: String?
        var size: UInt64?
        var location: UInt64?
        for attribute in abbreviation.attributes {
          let wantsText =
            attribute.name == 0x03
            && (abbreviation.tag == 0x13 || abbreviation.tag == 0x0d && open != nil)
          let value = try Self.value(
            attribute, &cursor, strings: strings, wantsText: wantsText)
          switch (attribute.name, value) {
          case (0x03, .text(let text)): name = text
          case (0x0b, .number(let number)): size = number
          case (0x38, .number(let number)): location = number
          default: break
          }
        }
        if abbreviation.tag == 0x13, let name, names.contains(name), structs[name] == nil {
          structs[name] = DebugStructs.Layout(size: size ?? 0, members: [:])
          if abbreviation.hasChildren { open = (name, depth) }
        } else if abbreviation.tag == 0x0d, let current = open, depth == current.depth + 1,
          let name, let location
        {
          if let members = structs[current.name]?.members, members[name] == nil,
            members.count < Self.mostMembers
          {
            structs[current.name]?.members[name] = location
          }
        }
        if abbreviation.hasChildren { depth += 1 }
        if depth == 0 { return true }
      } catch {
        return false
      }
    }
    return true
  }

  private mutating func readTable(_ offset: UInt64) -> [UInt64: Abbreviation]? {
    guard let start = Int(exactly: offset), start < abbreviations.count else { return nil }
    let abbreviations = abbreviations
    let span = abbreviations.span.rawBytes
    var cursor = ByteCursor(span, at: start)
    var table: [UInt64: Abbreviation] = [:]
    do throws(ByteError) {
      while true {
        let code = try cursor.uleb128()
        if code == 0 { return table }
        guard table.count < Self.mostAbbreviations else { return nil }
        let tag = try cursor.uleb128()
        let hasChildren = try cursor.uint8() != 0
        var attributes: [Attribute] = []
        while true {
          let name = try cursor.uleb128()
          let form = try cursor.uleb128()
          // DW_FORM_implicit_const stands in the abbreviation.
          let constant = form == 0x21 ? try cursor.sleb128() : 0
          if name == 0 && form == 0 { break }
          attributesLeft -= 1
          guard attributes.count < 256, attributesLeft > 0 else { return nil }
          attributes.append(Attribute(name: name, form: form, constant: constant))
        }
        table[code] = Abbreviation(tag: tag, hasChildren: hasChildren, attributes: attributes)
      }
    } catch {
      return nil
    }
  }

  /// Reads or skips a value by its form (DWARF 5, table 7.6).
  private static func value(
    _ attribute: Attribute, _ cursor: inout ByteCursor, strings: [UInt8], wantsText: Bool
  ) throws(ByteError) -> Value {
    switch attribute.form {
    case 0x0b, 0x0c, 0x11, 0x25, 0x29: return .number(UInt64(try cursor.uint8()))
    case 0x05, 0x12, 0x26, 0x2a: return .number(UInt64(try cursor.uint16()))
    case 0x06, 0x13, 0x17, 0x28, 0x2c, 0x1c: return .number(UInt64(try cursor.uint32()))
    case 0x01, 0x07, 0x14, 0x20: return .number(try cursor.uint64())
    case 0x0d: return .number(UInt64(bitPattern: try cursor.sleb128()))
    case 0x0f, 0x15, 0x1a, 0x1b, 0x22, 0x23: return .number(try cursor.uleb128())
    case 0x10: return .number(UInt64(try cursor.uint32()))
    case 0x21: return .number(UInt64(bitPattern: attribute.constant))
    case 0x19: return .number(1)
    case 0x08:
      var text: [UInt8] = []
      while true {
        let byte = try cursor.uint8()
        if byte == 0 { break }
        if wantsText && text.count < 256 { text.append(byte) }
      }
      return .text(String(decoding: text, as: UTF8.self))
    case 0x0e:
      let offset = Int(try cursor.uint32())
      guard wantsText, offset < strings.count else { return .other }
      let text = strings[offset...].prefix(256).prefix { $0 != 0 }
      return .text(String(decoding: text, as: UTF8.self))
    case 0x1f: return .number(UInt64(try cursor.uint32()))
    case 0x0a: return try block(UInt64(try cursor.uint8()), &cursor)
    case 0x03: return try block(UInt64(try cursor.uint16()), &cursor)
    case 0x04: return try block(UInt64(try cursor.uint32()), &cursor)
    case 0x09, 0x18: return try block(try cursor.uleb128(), &cursor)
    case 0x1e:
      try cursor.skip(16)
      return .other
    default: throw ByteError(.endOfBytes, at: cursor.offset)
    }
  }

  /// A member's place as an expression: `DW_OP_plus_uconst n` is all that Go writes.
  private static func block(
    _ count: UInt64, _ cursor: inout ByteCursor
  ) throws(ByteError) -> Value {
    guard let count = Int(exactly: count), count <= cursor.remaining else {
      throw ByteError(.endOfBytes, at: cursor.offset)
    }
    let end = cursor.offset &+ count
    var value = Value.other
    if count > 1, try cursor.uint8() == 0x23 {
      value = .number(try cursor.uleb128())
    }
    guard end >= cursor.offset else { throw ByteError(.endOfBytes, at: cursor.offset) }
    try cursor.skip(end - cursor.offset)
    return value
  }
}
