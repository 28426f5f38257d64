/// What the names tell that the compiler gives to functions.
extension String {
  /// `main.init`, `main.init.0`, `main.map.init.0`: runs while its package is initialised, before main.
  public var isInitializer: Bool {
    let name = split(separator: "/").last ?? ""
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
    if let last = parts.last, last == "ializers" || !last.isEmpty && last.allSatisfy(\.isNumber) {
      parts = parts.dropLast()
    }
    return parts.elementsEqual(["init"]) || parts.elementsEqual(["map", "init"])
  }
}
