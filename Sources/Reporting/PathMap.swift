/// Turns the source paths that a compiler wrote down into paths of the reader's repository.
public struct PathMap: Sendable {
  /// `FROM=TO`: a path that begins with the folder FROM begins with TO instead.
  public struct Entry: Hashable, Sendable {
    public var from: String
    public var to: String
    public init(from: String, to: String) {
      self.from = from
      self.to = to
    }
    /// Reads `FROM=TO`; nil without `=` or with an empty FROM.
    public init?(parsing text: String) {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
      self.init(from: String(text[..<equals]), to: String(text[text.index(after: equals)...]))
    }
  }

  /// What the user asked for; the first that fits is taken, in every format.
  public var entries: [Entry]
  /// Absolute; paths below it are shown relative to it where a format wants relative paths.
  public var workingDirectory: String?

  public init(entries: [Entry] = [], workingDirectory: String? = nil) {
    self.entries = entries
    self.workingDirectory = workingDirectory
  }

  /// The path after the user's own entries.
  func mapped(_ path: String) -> String {
    for entry in entries {
      if let rest = Self.rest(of: path, below: entry.from) { return Self.join(entry.to, rest) }
    }
    return path
  }

  /// The mapped path relative to the working directory or to the root of the main module (whose
  /// import path stands for its folder in binaries built with -trimpath); never absolute.
  func relative(_ path: String, mainModule: String?) -> String {
    let shorter = short(path, mainModule: mainModule)
    var parts: [Substring] = []
    for part in shorter.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// As `relative`, but a path outside both stays as it is.
  func short(_ path: String, mainModule: String?) -> String {
    let mapped = mapped(path)
    if let workingDirectory, let rest = Self.rest(of: mapped, below: workingDirectory),
      !rest.isEmpty
    {
      return rest
    }
    return Self.rest(of: mapped, belowModule: mainModule) ?? mapped
  }

  /// What follows the module's path, at the beginning (-trimpath) or anywhere (a folder that is
  /// named like it, as below GOPATH; there without the `/v2` of a major version).
  private static func rest(of path: String, belowModule module: String?) -> String? {
    guard let module, module.contains("/") else { return nil }
    if let rest = rest(of: path, below: module), !rest.isEmpty { return rest }
    var folder = module
    if let slash = module.lastIndex(of: "/"), module[slash...].hasPrefix("/v"),
      Int(module[slash...].dropFirst(2)) != nil
    {
      folder = String(module[..<slash])
    }
    guard let range = path.firstRange(of: "/" + folder + "/"), !path.contains("@") else {
      return nil
    }
    return String(path[range.upperBound...])
  }

  /// What follows `folder/`; nil if the path is not below it.
  private static func rest(of path: String, below folder: String) -> String? {
    var folder = Substring(folder)
    while folder.count > 1 && folder.hasSuffix("/") { folder = folder.dropLast() }
    if folder == "/" { return path.hasPrefix("/") ? String(path.dropFirst()) : nil }
    guard !folder.isEmpty, path.hasPrefix(folder) else { return nil }
    let rest = path.dropFirst(folder.count)
    if rest.isEmpty { return "" }
    return rest.first == "/" ? String(rest.dropFirst()) : nil
  }

  private static func join(_ folder: String, _ rest: String) -> String {
    if folder.isEmpty { return rest }
    if rest.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + rest : folder + "/" + rest
  }
}

/// A relative path as a URI reference (RFC 3986): what is no unreserved character is
/// percent-encoded, and a colon in the first segment too, which would make it a scheme.
func uriReference(_ path: String) -> String {
  var uri = ""
  for byte in path.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "@"),
      UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","):
      uri.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      uri += digits.utf8.count == 2 ? "%" + digits : "%0" + digits
    }
  }
  return uri
}
