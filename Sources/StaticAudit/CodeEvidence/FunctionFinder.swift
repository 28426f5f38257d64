internal import ByteReading
public import GoBinary

/// A function that fits what the user asked for.
public struct FunctionMatch: Sendable {
  public var function: FunctionIndex
  /// The instructions to mark: one address, or all of a source line.
  public var addresses: Range<UInt64>?
  public var line: (file: String, line: Int)?

  public init(
    function: FunctionIndex, addresses: Range<UInt64>? = nil,
    line: (file: String, line: Int)? = nil
  ) {
    self.function = function
    self.addresses = addresses
    self.line = line
  }
}

/// What a search for functions gave.
public enum FunctionSearch: Sendable {
  case found([FunctionMatch])
  /// Too many fit; the names of the first.
  case ambiguous(count: Int, names: [String])
  /// It has no code of its own; the functions that it was inlined into.
  case inlined(name: String, into: [String])
  /// None fits; names that are near.
  case nothing(near: [String])
}

/// Finds functions by name, address or source line.
struct FunctionFinder {
  let image: GoImage

  private static let mostFound = 12
  private static let mostNear = 5
  private static let mostInlined = 4

  /// `main.f`, the end of a longer name from a `/` or `.` on, `0x4a2f10`, or `file.go:42`.
  func find(_ text: String) -> FunctionSearch {
    if let address = Self.address(text) { return find(address: address) }
    if let (file, line) = Self.line(text) { return find(file: file, line: line) }
    return find(name: text)
  }

  private static func address(_ text: String) -> UInt64? {
    guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
    return UInt64(text.dropFirst(2), radix: 16)
  }

  private static func line(_ text: String) -> (String, Int)? {
    guard let colon = text.lastIndex(of: ":"),
      let line = Int(text[text.index(after: colon)...]), line > 0, colon != text.startIndex
    else { return nil }
    return (String(text[..<colon]), line)
  }

  private func find(address: UInt64) -> FunctionSearch {
    guard let f = image.function(containing: address) else { return .nothing(near: []) }
    let end = address &+ 1
    return .found([
      FunctionMatch(
        function: f, addresses: address == image.entry(f) || end == 0 ? nil : address..<end,
        line: nil)
    ])
  }

  private func find(name text: String) -> FunctionSearch {
    let exact = image.allFunctions(named: [text])[text] ?? []
    // A function and its wrapper for another calling convention share a name.
    if !exact.isEmpty { return answer(exact) }
    let wanted = Array(text.utf8)
    var found: [FunctionIndex] = []
    var near: [String] = []
    let lowercased = text.lowercased()
    for f in image.allFunctions {
      let ends = image.withNameBytes(f) { name in
        guard name.byteCount > wanted.count else { return false }
        let start = name.byteCount - wanted.count
        let before = name.uint8(at: start - 1)
        guard before == UInt8(ascii: "/") || before == UInt8(ascii: ".") else { return false }
        return wanted.indices.allSatisfy { name.uint8(at: start + $0) == wanted[$0] }
      }
      if ends {
        found.append(f)
      } else if found.isEmpty, near.count < Self.mostNear {
        let name = image.name(f)
        if name.lowercased().contains(lowercased) || AuditContext.shortened(name) == text {
          near.append(name)
        }
      }
    }
    guard found.isEmpty else { return answer(found) }
    for name in image.functionNames(endingWith: text, most: Self.mostInlined) {
      let users = image.functionsInlining(name)
      if !users.isEmpty { return .inlined(name: name, into: users.map { image.name($0) }) }
    }
    return .nothing(near: near)
  }

  private func answer(_ found: [FunctionIndex]) -> FunctionSearch {
    guard found.count <= Self.mostFound else {
      return .ambiguous(
        count: found.count, names: found.prefix(Self.mostFound).map { image.name($0) })
    }
    return .found(found.map { FunctionMatch(function: $0, addresses: nil, line: nil) })
  }

  /// Every function with code of that line, its own or inlined.
  private func find(file: String, line: Int) -> FunctionSearch {
    guard let wanted = Int32(exactly: line) else { return .nothing(near: []) }
    var found: [FunctionMatch] = []
    var count = 0
    for f in image.allFunctions {
      var start: UInt32 = 0
      for step in image.lines(f) {
        defer { start = step.endOffset }
        guard step.value == wanted,
          let place = image.location(of: image.entry(f) &+ UInt64(start), in: f),
          place.file == file || place.file.hasSuffix("/" + file)
        else { continue }
        count += 1
        if found.count < Self.mostFound {
          found.append(
            FunctionMatch(function: f, addresses: nil, line: (place.file, line)))
        }
        break
      }
    }
    if found.isEmpty { return .nothing(near: []) }
    guard count <= Self.mostFound else {
      return .ambiguous(count: count, names: found.map { image.name($0.function) })
    }
    return .found(found)
  }
}
