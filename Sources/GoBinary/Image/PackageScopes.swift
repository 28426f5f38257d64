import ByteReading

/// Whose code a function is, as far as build information and names tell.
public enum ModuleScope: String, Sendable, CaseIterable {
  case main, deps, std
}

/// Tells main module, dependencies and standard library apart by a function's name, as bytes.
struct PackageScopes: Sendable {
  /// Path of the main module, else the import path of the main package.
  private let mainPath: [UInt8]
  /// Dependencies whose path looks like a standard package: no dot in the first element.
  private let plainDependencies: [[UInt8]]

  init(_ buildInfo: BuildInfo?) {
    let path = buildInfo?.mainModule?.path ?? buildInfo?.path ?? ""
    mainPath = path == "command-line-arguments" ? [] : Array(path.utf8)
    plainDependencies = (buildInfo?.dependencies ?? []).map { Array($0.path.utf8) }
      .filter { !Self.firstElementHasDot($0) }
  }

  /// Of a package's import path.
  func scope(ofPackage path: [UInt8]) -> ModuleScope {
    if path == Array("main".utf8) { return .main }
    if path.starts(with: "vendor/".utf8) { return .std }
    if Self.isBelow(path, mainPath) {
      return Self.hasVendorElement(path) ? .deps : .main
    }
    if Self.firstElementHasDot(path) { return .deps }
    return plainDependencies.contains { Self.isBelow(path, $0) } ? .deps : .std
  }

  private static func isBelow(_ path: [UInt8], _ module: [UInt8]) -> Bool {
    guard !module.isEmpty, path.starts(with: module) else { return false }
    return path.count == module.count || path[module.count] == UInt8(ascii: "/")
  }

  private static func hasVendorElement(_ path: [UInt8]) -> Bool {
    path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("vendor".utf8) }
  }

  private static func firstElementHasDot(_ path: [UInt8]) -> Bool {
    path.prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: "."))
  }
}
