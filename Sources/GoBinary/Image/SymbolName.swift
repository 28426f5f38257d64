import ByteReading

/// The parts of a Go symbol name such as `github.com/a/b%2ec/d.(*T[go.shape.int]).M-fm`.
///
/// Source: `debug/gosym/symtab.go` and `cmd/internal/objabi/path.go` (`PathToPrefix`).
public enum SymbolName {
  /// The import path of the package, escapes undone; empty for what the compiler makes for no
  /// package (`type:.eq.…`, `go:…`) and for C functions.
  public static func package(_ name: [UInt8]) -> [UInt8] {
    if name.starts(with: "type:".utf8) || name.starts(with: "go:".utf8)
      || name.starts(with: "type..".utf8) || name.starts(with: "go.".utf8)
    {
      return []
    }
    // Type arguments in brackets may hold slashes and dots of their own.
    let plain = name.prefix { $0 != UInt8(ascii: "[") }
    let start = plain.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? plain.startIndex
    guard let dot = plain[start...].firstIndex(of: UInt8(ascii: ".")) else { return [] }
    return unescaped(plain[..<dot])
  }

  public static func package(_ name: String) -> String {
    String(decoding: package(Array(name.utf8)), as: UTF8.self)
  }

  /// `%2e` stands for a dot in the last element of a path, other escapes for control characters,
  /// quotes and bytes beyond ASCII.
  static func unescaped(_ path: ArraySlice<UInt8>) -> [UInt8] {
    guard path.contains(UInt8(ascii: "%")) else { return Array(path) }
    var plain: [UInt8] = []
    var index = path.startIndex
    while index < path.endIndex {
      if path[index] == UInt8(ascii: "%"), index + 2 < path.endIndex,
        let high = digit(path[index + 1]), let low = digit(path[index + 2])
      {
        plain.append(high << 4 | low)
        index += 3
      } else {
        plain.append(path[index])
        index += 1
      }
    }
    return plain
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension GoImage {
  /// The import path of the function's package; empty for what belongs to none.
  public func package(of function: FunctionIndex) -> String {
    String(decoding: packageBytes(function), as: UTF8.self)
  }

  /// Main module, dependency or standard library. Without build information by the path's shape:
  /// a first element without a dot is the standard library's.
  public func scope(of function: FunctionIndex) -> ModuleScope {
    packages.scope(ofPackage: packageBytes(function))
  }

  /// The same by a symbol name, for inlined frames.
  public func scope(ofName name: String) -> ModuleScope {
    packages.scope(ofPackage: SymbolName.package(Array(name.utf8)))
  }

  private func packageBytes(_ function: FunctionIndex) -> [UInt8] {
    withNameBytes(function) { SymbolName.package($0.array()) }
  }
}
