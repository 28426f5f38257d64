import PanicContract

/// Functions and source lines of one subject as text that hides nothing and is not longer than it
/// needs to be: what every name of the main module begins with is left out.
struct PlaceText {
  let paths: PathMap
  let mainModule: String?

  init(_ subject: AuditSubject, _ paths: PathMap) {
    self.paths = paths
    mainModule = subject.mainModule
  }

  /// The function, or the address where there is no name.
  func name(_ place: CodePlace) -> String {
    if let function = place.function { return prose(function) }
    return place.address.map(hexadecimalAddress) ?? "?"
  }

  /// The function with the last element of its package only, to stand beside a source path.
  func shortName(_ place: CodePlace) -> String {
    guard let function = place.function else { return name(place) }
    return prose(String(function.dropFirst(Self.folderLength(function))))
  }

  /// A sentence about functions; those of `package` are named by its last element, since the
  /// reader has just seen the whole.
  func prose(_ text: String, in package: String? = nil) -> String {
    var text = text
    if let package, let slash = package.lastIndex(of: "/") {
      text.replace(package + ".", with: package[package.index(after: slash)...] + ".")
    }
    if let mainModule, !mainModule.isEmpty { text.replace(mainModule + "/", with: "") }
    return VisibleText.escaping(Self.elidingShapes(text))
  }

  /// `F[go.shape.struct { ... }]` is `F[...]`, as in Go's own stack traces.
  private static func elidingShapes(_ text: String) -> String {
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

  /// `internal/web/handler.go:42`, or nothing.
  func source(_ place: CodePlace) -> String {
    guard let location = place.location else { return "" }
    return VisibleText.escaping(shortPath(location.file, of: place.function))
      + ":\(location.line)"
  }

  /// `handler.go:42`, or nothing.
  func fileName(_ place: CodePlace) -> String {
    guard let location = place.location else { return "" }
    let name = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return VisibleText.escaping(name) + ":\(location.line)"
  }

  /// Wherever the sources lay when they were compiled, `.../encoding/json/stream.go` of a function
  /// of `encoding/json` needs no more than that, and `.../pkg/mod/` stands before every module.
  private func shortPath(_ path: String, of function: String?) -> String {
    let short = paths.short(path, mainModule: mainModule)
    guard short == path else { return short }
    if let cache = path.firstRange(of: "/pkg/mod/") { return String(path[cache.upperBound...]) }
    guard let function else { return path }
    let folder = Self.folderLength(function)
    let package = function.prefix(folder) + function.dropFirst(folder).prefix { $0 != "." }
    guard let file = path.lastIndex(of: "/"), path[..<file].hasSuffix("/" + package) else {
      return path
    }
    return String(package) + String(path[file...])
  }

  /// How many characters of a function's name are the folders of its package: up to the last slash
  /// before type arguments and receivers, in which there can be others.
  private static func folderLength(_ function: String) -> Int {
    let name = function.prefix { $0 != "[" && $0 != "(" }
    guard let slash = name.lastIndex(of: "/") else { return 0 }
    return name.distance(from: name.startIndex, to: slash) + 1
  }
}
