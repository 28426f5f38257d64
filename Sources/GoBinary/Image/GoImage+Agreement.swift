import GoRuntimeModel

extension GoImage {
  /// Names to look up together with one's own (`functions(named:)`) for `disagreements(found:)`.
  public static let witnessNames =
    ["runtime.gopanic", "runtime.sigpanic"] + VersionMarker.all.filter(\.isName).map(\.prefix)

  /// Where the program's code contradicts the version that it tells, one sentence each: the tables
  /// of that version must then not be trusted. `found` must have looked for `witnessNames`.
  public func disagreements(found: [String: FunctionIndex]) -> [String] {
    guard let version, versionSource != .code else { return [] }
    var sentences: [String] = []
    let numbers = [
      ("runtime.gopanic", layout.functionIDs.gopanic),
      ("runtime.sigpanic", layout.functionIDs.sigpanic),
    ]
    for (name, expected) in numbers {
      guard let function = found[name], funcID(function) != expected else { continue }
      sentences.append(
        "\(name) has the function number \(funcID(function)); in Go \(version.minorText) it is \(expected)."
      )
    }
    for marker in VersionMarker.all where marker.isName {
      let isPresent = found[marker.prefix] != nil
      guard isPresent != (version >= marker.since) else { continue }
      sentences.append(
        "\(marker.prefix), new in Go \(marker.since.minorText), is \(isPresent ? "there" : "missing")."
      )
    }
    return sentences
  }
}
