import ByteReading
public import GoBinary

/// Finds the function that somebody means by a name.
public struct FunctionSearch: Sendable {
  public enum Result: Sendable, Equatable {
    case found(FunctionIndex)
    /// More than one function ends in this name.
    case ambiguous([String])
    /// No code of its own: the compiler has put it into these functions.
    case inlined(into: [String])
    case unknown(near: [String])
  }

  private let image: GoImage
  private static let mostNames = 5

  public init(image: GoImage) { self.image = image }

  /// `net/http.(*conn).serve`, or without its path: `http.(*conn).serve`.
  public func find(_ name: String) -> Result {
    if let exact = image.functions(named: [name])[name] { return .found(exact) }
    let tail = Array("/\(name)".utf8)
    var found: [String: FunctionIndex] = [:]
    for function in image.allFunctions where Self.ends(image, function, with: tail) {
      found[image.name(function)] = function
    }
    if let only = found.first, found.count == 1 { return .found(only.value) }
    if found.count > 1 { return .ambiguous(found.keys.sorted().prefix(Self.mostNames).map(\.self)) }
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

  /// Names that differ little, or that contain what was asked for.
  private func near(_ name: String) -> [String] {
    let wanted = Array(name.utf8)
    let last =
      name.split(whereSeparator: { "./".contains($0) }).last.map { Array($0.utf8) } ?? wanted
    var ranked: [(distance: Int, name: String)] = []
    for function in image.allFunctions {
      let distance = image.withNameBytes(function) { bytes -> Int? in
        let own = (0..<min(bytes.byteCount, 256)).map { bytes.uint8(at: $0) ?? 0 }
        if abs(own.count - wanted.count) <= 3 {
          let distance = Self.distance(own, wanted)
          if distance <= 3 { return distance }
        }
        return last.count >= 3 && own.firstRange(of: last) != nil ? 4 + own.count / 64 : nil
      }
      if let distance { ranked.append((distance, image.name(function))) }
    }
    let sorted = ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return sorted.prefix(Self.mostNames).map(\.name)
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
