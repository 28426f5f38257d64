import ByteReading

/// Whose code a function is, as far as build information and names tell.
public enum ModuleScope: String, Sendable, CaseIterable {
  case main, deps, std
}

/// Tells main module, dependencies and standard library apart by a symbol name, as bytes.
struct PackageScopes: Sendable {
  /// Path of the main module; guessed from that of the main package when it is not told.
  private let mainPath: [UInt8]
  /// See ``GoImage/mainModuleBeginning``.
  let mainBeginning: [UInt8]?
  /// Dependencies whose path looks like a standard package's: no dot in the first element.
  private let plainDependencies: [[UInt8]]

  init(_ buildInfo: BuildInfo?) {
    let path = buildInfo?.mainModule?.path ?? Self.moduleGuess(buildInfo?.path ?? "")
    mainPath = path == "command-line-arguments" ? [] : Array(path.utf8)
    mainBeginning = mainPath.isEmpty ? nil : Self.unescapedBeginning(mainPath)
    plainDependencies = (buildInfo?.dependencies ?? [])
      .filter { !($0.path.split(separator: "/").first ?? "").contains(".") }
      .map { Array($0.path.utf8) }
  }

  /// Symbols escape the dots of a package path's last element only, and bytes beyond ASCII.
  private static func unescapedBeginning(_ path: [UInt8]) -> [UInt8] {
    let last = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    let end = path.indices.first { i in
      switch path[i] {
      case UInt8(ascii: "."): i >= last
      case 0...UInt8(ascii: " "), UInt8(ascii: "%"), UInt8(ascii: "\""), 0x7F...: true
      default: false
      }
    }
    return Array(path[..<(end ?? path.count)])
  }

  /// Built without modules, a program tells only the path of its main package: hosts that have
  /// owners and repositories, and the custom of `cmd` directories, tell the rest.
  private static func moduleGuess(_ path: String) -> String {
    let elements = path.split(separator: "/")
    let hosts = ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"]
    if let host = elements.first, hosts.contains(String(host)) {
      return elements.prefix(3).joined(separator: "/")
    }
    guard let commands = elements.firstIndex(of: "cmd"), commands > 0 else { return path }
    return elements[..<commands].joined(separator: "/")
  }

  /// Of a function's symbol name.
  func scope(of name: RawSpan) -> ModuleScope {
    if name.matches("main.", at: 0) { return .main }
    if name.matches("vendor/", at: 0) || SymbolName.isCompilerMade(name) { return .std }
    if let end = Self.end(of: mainPath, in: name) {
      return Self.hasVendorElement(name, from: end) ? .deps : .main
    }
    if Self.firstElementHasDot(name) { return .deps }
    return plainDependencies.contains { Self.end(of: $0, in: name) != nil } ? .deps : .std
  }

  /// Where `path` ends when the name's package is it or lies below it.
  private static func end(of path: [UInt8], in name: RawSpan) -> Int? {
    guard !path.isEmpty else { return nil }
    var offset = 0
    for expected in path {
      guard let (byte, length) = SymbolName.pathByte(name, at: offset), byte == expected else {
        return nil
      }
      offset &+= length
    }
    let next = name.uint8(at: offset)
    return next == UInt8(ascii: "/") || next == UInt8(ascii: ".") ? offset : nil
  }

  private static func hasVendorElement(_ name: RawSpan, from start: Int) -> Bool {
    var offset = start
    while let slash = name.firstIndex(of: UInt8(ascii: "/"), from: offset) {
      if name.matches("/vendor/", at: slash) { return true }
      offset = slash &+ 1
    }
    return false
  }

  /// In `fmt.Println` the first dot ends the path; in `example.com/a.F` a slash follows it, and in
  /// a path of one element it is escaped.
  private static func firstElementHasDot(_ name: RawSpan) -> Bool {
    var offset = 0
    var sawDot = false
    while let byte = name.uint8(at: offset), byte != UInt8(ascii: "[") {
      switch byte {
      case UInt8(ascii: "/"): return sawDot
      case UInt8(ascii: "."): sawDot = true
      case UInt8(ascii: "%") where !sawDot:
        if name.matches("%2e", at: offset) { return true }
      default: break
      }
      offset &+= 1
    }
    return false
  }
}
