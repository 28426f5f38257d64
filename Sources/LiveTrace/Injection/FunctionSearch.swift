import ByteReading
public import GoBinary

/// Finds the function that somebody means by a name.
public struct FunctionSearch: Sendable {
  public enum Result: Sendable, Equatable {
    case found(FunctionIndex)
    /// More than one function ends in this name; some of them, and how many there are.
    case ambiguous([String], count: Int)
    /// No code of its own: the compiler has put it into these functions.
    case inlined(into: [String])
    case unknown(near: [String])
  }

  private let image: GoImage
  private static let mostNames = 5

  public init(image: GoImage) { self.image = image }

  /// `net/http.(*conn).serve`, or its last words: `http.(*conn).serve`, `(*conn).serve`, `serve`.
  public func find(_ name: String) -> Result {
    if let exact = image.functions(named: [name])[name] { return .found(exact) }
    // Without the path of its package, else without its package too.
    for separator in name.isEmpty ? [] : ["", "/", "."] {
      let tail = Array((separator + name).utf8)
      // As reports and tracebacks write generic functions.
      let short = name.contains(Self.omitted) ? separator + name : nil
      guard short != nil || !separator.isEmpty else { continue }
      var found: [String: FunctionIndex] = [:]
      for function in image.allFunctions
      where
        (short.map { Self.ends(image, function, withShortened: $0) }
        ?? Self.ends(image, function, with: tail)) && !image.isWrapper(function)
      {
        found[image.name(function)] = function
      }
      if let only = found.first, found.count == 1 { return .found(only.value) }
      if found.count > 1 {
        return .ambiguous(
          found.keys.sorted().prefix(Self.mostNames).map(\.self), count: found.count)
      }
    }
    let users = image.functionsInlining(name)
    if !users.isEmpty {
      return .inlined(into: Set(users.map(image.name)).sorted().prefix(Self.mostNames).map(\.self))
    }
    return .unknown(near: near(name))
  }

  private static func ends(
    _ image: GoImage, _ function: FunctionIndex, with tail: [UInt8]
  ) -> Bool {
    image.withNameBytes(function) { name in
      name.byteCount >= tail.count && name.matches(tail, at: name.byteCount - tail.count)
    }
  }

  private static let omitted = "[...]"

  /// With the type arguments left out; an empty separator asks for the whole name.
  private static func ends(
    _ image: GoImage, _ function: FunctionIndex, withShortened tail: String
  ) -> Bool {
    let hasArguments = image.withNameBytes(function) { name in
      (0..<name.byteCount).contains { name.uint8(at: $0) == UInt8(ascii: "[") }
    }
    guard hasArguments else { return false }
    let name = shortened(image.name(function))
    return tail.first == "/" || tail.first == "." ? name.hasSuffix(tail) : name == tail
  }

  /// `main.(*Pool[...]).work` for `main.(*Pool[go.shape.int,go.shape.string]).work`
  private static func shortened(_ name: String) -> String {
    var result = ""
    var depth = 0
    for character in name {
      if character == "]" { depth -= 1 }
      if depth == 0 { result += character == "[" ? "[..." : String(character) }
      if character == "[" { depth += 1 }
    }
    return result
  }

  /// Names that differ little, or that contain what was asked for.
  private func near(_ name: String) -> [String] {
    let wanted = Array(name.utf8)
    let last =
      name.split(whereSeparator: { "./".contains($0) }).last.map { Array($0.utf8) } ?? wanted
    // A short name resembles too much.
    let most = min(3, wanted.count / 3)
    var ranked: [(distance: Int, name: String)] = []
    for function in image.allFunctions {
      let distance = image.withNameBytes(function) { bytes -> Int? in
        let own = (0..<min(bytes.byteCount, 256)).map { bytes.uint8(at: $0) ?? 0 }
        // With its package's path, and without.
        for known in [own, Array(own.suffix(from: Self.afterPath(own)))]
        where abs(known.count - wanted.count) <= most {
          let distance = Self.distance(known, wanted)
          if distance <= most { return distance }
        }
        return last.count >= 3 && own.firstRange(of: last) != nil ? 4 + own.count / 64 : nil
      }
      if let distance { ranked.append((distance, image.name(function))) }
    }
    let sorted = ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return sorted.prefix(Self.mostNames).map(\.name)
  }

  private static func afterPath(_ name: [UInt8]) -> Int {
    name.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
  }

  /// Bytes to change, add or drop, 4 for more than 3.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let changed = diagonal + (b[j] == byte ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
      }
      if row.min() ?? 0 > 3 { return 4 }
    }
    return row[b.count]
  }
}
