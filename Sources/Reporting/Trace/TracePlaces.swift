import PanicContract

/// Functions and lines of a trace as text that hides nothing.
struct TracePlaces {
  private let paths: PathMap
  private let mainModule: String?

  init(_ paths: PathMap, mainModule: String?) {
    self.paths = paths
    self.mainModule = mainModule
  }

  func prose(_ text: String) -> String {
    VisibleText.escaping(PlaceText.elidingShapes(text))
  }

  /// The function, or the address where there is no name.
  func name(_ place: CodePlace?) -> String {
    if let function = place?.function { return prose(function) }
    return place?.address.map(hexadecimalAddress) ?? "?"
  }

  /// `main.work at cmd/main.go:12`
  func text(_ place: CodePlace?) -> String {
    guard let location = place?.location else { return name(place) }
    let path = VisibleText.escaping(
      paths.short(location.file, of: place?.function, mainModule: mainModule))
    return "\(name(place)) at \(path):\(location.line)"
  }
}
