import PanicContract

/// Functions and source lines of one subject as text that hides nothing and is not longer than it
/// needs to be: what every name of the main module begins with is left out.
final class PlaceText {
  private let paths: PathMap
  private let mainModule: String?
  private let modulePrefix: [UInt8]
  /// Shortened paths: thousands of sites stand in a few hundred files.
  private var shortPaths: [String: String] = [:]

  init(mainModule: String?, _ paths: PathMap) {
    self.paths = paths
    self.mainModule = mainModule
    modulePrefix = mainModule.map { $0.isEmpty ? [] : Array(($0 + "/").utf8) } ?? []
  }

  convenience init(_ subject: AuditSubject, _ paths: PathMap) {
    self.init(mainModule: subject.mainModule, paths)
  }

  /// The function, or the address where there is no name.
  func name(_ place: CodePlace) -> String {
    if let function = place.function { return prose(function) }
    return place.address.map(hexadecimalAddress) ?? "?"
  }

  /// The function with the last element of its package only, to stand beside a source path.
  func shortName(_ place: CodePlace) -> String {
    guard let function = place.function else { return name(place) }
    return prose(String(function[Self.nameStart(function)...]))
  }

  /// A sentence about functions; those of `package` are named by its last element, since the
  /// reader has just seen the whole.
  func prose(_ text: String, in package: String? = nil) -> String {
    var text = text
    if let package, let slash = package.utf8.lastIndex(of: UInt8(ascii: "/")) {
      let folders = Array(package.utf8[...slash])
      text = replacing(text, Array(package.utf8) + [UInt8(ascii: ".")]) {
        $0.dropFirst(folders.count)
      }
    }
    if !modulePrefix.isEmpty { text = replacing(text, modulePrefix) { _ in [] } }
    return VisibleText.escaping(Self.elidingShapes(text))
  }

  /// `internal/web/handler.go:42`, or nothing.
  func source(_ place: CodePlace) -> String {
    guard let location = place.location else { return "" }
    let path: String
    if let known = shortPaths[location.file] {
      path = known
    } else {
      path = VisibleText.escaping(
        paths.short(location.file, of: place.function, mainModule: mainModule))
      shortPaths[location.file] = path
    }
    return "\(path):\(location.line)"
  }

  /// `handler.go:42`, or nothing.
  func fileName(_ place: CodePlace) -> String {
    guard let location = place.location else { return "" }
    let file = location.file
    let start = file.utf8.lastIndex(of: UInt8(ascii: "/")).map(file.utf8.index(after:))
    return "\(VisibleText.escaping(String(file[(start ?? file.startIndex)...]))):\(location.line)"
  }

  /// Where the folders of a function's package end: after the last slash before type arguments and
  /// receivers, in which there can be others.
  fileprivate static func nameStart(_ function: String) -> String.Index {
    let name = function.utf8.prefix { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "(") }
    guard let slash = name.lastIndex(of: UInt8(ascii: "/")) else { return function.startIndex }
    return function.utf8.index(after: slash)
  }

  /// `F[go.shape.struct { ... }]` is `F[...]`, as in Go's own stack traces.
  static func elidingShapes(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return text }
    var rest = Substring(text)
    var result = ""
    while let start = rest.firstRange(of: "[go.shape.") {
      var depth = 0
      let end = rest[start.lowerBound...].firstIndex { character in
        if character == "[" { depth += 1 } else if character == "]" { depth -= 1 }
        return depth == 0
      }
      guard let end else { break }
      result += rest[..<start.lowerBound] + "[...]"
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}

/// The text with every occurrence of some bytes, which are whole characters, replaced. The standard
/// library's own search compares characters and takes a hundred times as long.
private func replacing(
  _ text: String, _ pattern: [UInt8], with replacement: (ArraySlice<UInt8>) -> ArraySlice<UInt8>
) -> String {
  let bytes = Array(text.utf8)
  guard let first = pattern.first, bytes.count >= pattern.count else { return text }
  var result: [UInt8] = []
  var copied = 0
  var position = 0
  while position <= bytes.count - pattern.count {
    if bytes[position] == first, bytes[position..<position + pattern.count].elementsEqual(pattern) {
      result += bytes[copied..<position]
      result += replacement(bytes[position..<position + pattern.count])
      position += pattern.count
      copied = position
    } else {
      position += 1
    }
  }
  if copied == 0 { return text }
  return String(decoding: result + bytes[copied...], as: UTF8.self)
}

extension PathMap {
  /// Wherever the sources lay when they were compiled, `.../encoding/json/stream.go` of a function
  /// of `encoding/json` needs no more than that, and `.../pkg/mod/` stands before every module.
  func short(_ path: String, of function: String?, mainModule: String?) -> String {
    let short = short(path, mainModule: mainModule)
    guard short == path else { return short }
    if let cache = path.firstRange(of: "/pkg/mod/") { return String(path[cache.upperBound...]) }
    guard let function else { return path }
    let start = PlaceText.nameStart(function)
    let package = function[..<start] + function[start...].prefix { $0 != "." }
    guard let file = path.lastIndex(of: "/"), path[..<file].hasSuffix("/" + package) else {
      return path
    }
    return String(package) + String(path[file...])
  }
}
