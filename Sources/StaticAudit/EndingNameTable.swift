/// Functions of loggers that end the process or panic, by the convention of package log: `Fatal`,
/// `Panic` and their variants (Go's `log/log.go`; logrus, zap, klog, glog and zerolog follow it).
///
/// How such a function ends is often decided by a level or a function value at run time, where no
/// call of `os.Exit` is to be seen.
enum EndingNameTable {
  private static let variants: Set<Substring> = [
    "", "f", "ln", "w", "S", "Fn", "Depth", "Depthf", "lnDepth", "Context", "Contextf", "ContextDepth",
    "ContextDepthf", "Ctx", "Ctxf",
  ]

  /// The ending that a function's or method's last name promises; nil for other names.
  static func ending(ofFunctionNamed name: String) -> Endings.Ending? {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    var last = name[name.index(after: dot)...]
    if last.hasSuffix("-fm") { last.removeLast(3) }
    if last.hasPrefix("Fatal") {
      return variants.contains(last.dropFirst(5)) ? .perhapsExits : nil
    }
    return last.hasPrefix("Panic") && variants.contains(last.dropFirst(5)) ? .perhapsPanics : nil
  }
}
