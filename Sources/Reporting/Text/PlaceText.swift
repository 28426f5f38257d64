import PanicContract

/// Functions and source lines of one subject as text that hides nothing.
struct PlaceText {
  let paths: PathMap
  let mainModule: String?

  init(_ subject: AuditSubject, _ paths: PathMap) {
    self.paths = paths
    mainModule = subject.mainModule
  }

  /// The function, or the address where there is no name.
  func name(_ place: CodePlace) -> String {
    if let function = place.function { return VisibleText.escaping(function) }
    return place.address.map(hexadecimalAddress) ?? "?"
  }

  /// `internal/web/handler.go:42`, or nothing.
  func source(_ location: SourceLocation?) -> String {
    guard let location else { return "" }
    return VisibleText.escaping(paths.short(location.file, mainModule: mainModule))
      + ":\(location.line)"
  }

  /// Name and, where known, source line.
  func both(_ place: CodePlace) -> String {
    let source = source(place.location)
    return source.isEmpty ? name(place) : name(place) + "  " + source
  }
}
