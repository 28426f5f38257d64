/// The function in whose source text a compiled function stands.
///
/// Compilers name closures differently: a function literal in a loop over a function is `F.func1` or
/// `F-range1.1`, and its copy, where F was inlined into G, `G.F.func1`. Its text is in F all the same.
enum WrittenFunction {
  /// The last part of the name that somebody wrote, without types: `F`.
  static func name(of symbol: String) -> String {
    let parts = withoutTypeArguments(symbol).split(separator: "/").last?.split(separator: ".") ?? []
    for part in parts.dropFirst().reversed() {
      let written = part.firstRange(of: "-").map { part[..<$0.lowerBound] } ?? part
      if written == "glob" { return "init" }
      if !written.isEmpty, !isMadeUp(written) { return String(written) }
    }
    return symbol
  }

  /// Whether a compiler chose a part of the name.
  static func isMadeUp(in symbol: String) -> Bool {
    let parts = withoutTypeArguments(symbol).split(separator: "/").last?.split(separator: ".") ?? []
    return parts.dropFirst().contains { $0.contains("-") || isMadeUp($0) }
  }

  private static let prefixes = ["func", "gowrap", "deferwrap", ""]

  private static func isMadeUp(_ part: Substring) -> Bool {
    prefixes.contains { prefix in
      part.hasPrefix(prefix) && part.utf8.count > prefix.utf8.count
        && part.utf8.dropFirst(prefix.utf8.count).allSatisfy { (0x30...0x39).contains($0) }
    }
  }

  /// Types are written with dots and slashes too.
  private static func withoutTypeArguments(_ symbol: String) -> String {
    var depth = 0
    var name: [UInt8] = []
    for byte in symbol.utf8 {
      if byte == UInt8(ascii: "[") { depth += 1 }
      if depth == 0 { name.append(byte) }
      if byte == UInt8(ascii: "]") { depth = max(depth - 1, 0) }
    }
    return String(decoding: name, as: UTF8.self)
  }
}
