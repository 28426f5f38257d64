import ByteReading

/// The parts of a Go symbol name such as `github.com/a/b%2ec/d.(*T[go.shape.int]).M-fm`.
///
/// Source: `debug/gosym/symtab.go` and `cmd/internal/objabi/path.go` (`PathToPrefix`).
public enum SymbolName {
  /// The import path of the package, escapes undone; empty for what the compiler makes for no
  /// package (`type:.eq.…`, `go:…`) and for C functions.
  public static func package(_ name: RawSpan) -> [UInt8] {
    guard !isCompilerMade(name), let end = packageEnd(name) else { return [] }
    var path: [UInt8] = []
    var offset = 0
    while offset < end, let (byte, length) = pathByte(name, at: offset) {
      path.append(byte)
      offset &+= length
    }
    return path
  }

  public static func package(_ name: String) -> String {
    let bytes = Array(name.utf8)
    return String(decoding: package(bytes.span.rawBytes), as: UTF8.self)
  }

  /// `M` of a method `p.T.M` or `p.(*T).M` or of a method value `p.T.M-fm`; nil for closures and for
  /// the wrappers of `defer` and `go` statements (`F.func1`, `F.deferwrap2`).
  public static func method(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    guard let dot = packageEnd(bytes.span.rawBytes) else { return nil }
    var tail = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
    if tail.hasSuffix("-fm") { tail.removeLast(3) }
    guard let last = tail.lastIndex(where: { $0 == "." || $0 == "]" || $0 == "-" }),
      tail[last] == ".", last != tail.startIndex
    else { return nil }
    let method = tail[tail.index(after: last)...]
    guard let first = method.first, !first.isNumber else { return nil }
    for made in ["func", "deferwrap", "gowrap"]
    where method.hasPrefix(made) && method.dropFirst(made.count).allSatisfy(\.isNumber) {
      return nil
    }
    return String(method)
  }

  /// A function that is declared by its name in its package: no method and no closure.
  public static func isPlainFunction(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let dot = packageEnd(bytes.span.rawBytes) else { return false }
    return bytes[(dot + 1)...].prefix { $0 != UInt8(ascii: "[") }
      .allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
  }

  /// Functions that compare and hash types, and the linker's own.
  static func isCompilerMade(_ name: RawSpan) -> Bool {
    name.matches("type:", at: 0) || name.matches("go:", at: 0) || name.matches("type..", at: 0)
  }

  /// Offset of the dot that ends the package's path. Type arguments in brackets may hold slashes
  /// and dots of their own.
  private static func packageEnd(_ name: RawSpan) -> Int? {
    var dot: Int?
    var offset = 0
    while let byte = name.uint8(at: offset), byte != UInt8(ascii: "[") {
      if byte == UInt8(ascii: "/") {
        dot = nil
      } else if byte == UInt8(ascii: "."), dot == nil {
        dot = offset
      }
      offset &+= 1
    }
    return dot
  }

  /// The byte of the path that is written at `offset`, and the length of its spelling: `%2e` stands
  /// for a dot in the last element, other escapes for quotes and bytes beyond ASCII.
  static func pathByte(_ name: RawSpan, at offset: Int) -> (byte: UInt8, length: Int)? {
    guard let byte = name.uint8(at: offset) else { return nil }
    guard byte == UInt8(ascii: "%"), let high = name.uint8(at: offset &+ 1).flatMap(digit),
      let low = name.uint8(at: offset &+ 2).flatMap(digit)
    else { return (byte, 1) }
    return (high << 4 | low, 3)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
