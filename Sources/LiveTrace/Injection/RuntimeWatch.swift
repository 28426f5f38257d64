import GoBinary

/// Functions at which a run learns what becomes of a panic.
enum RuntimeWatch: String, CaseIterable {
  case panicBegins = "runtime.gopanic"
  case recoverCalled = "runtime.gorecover"
  case recovery = "runtime.recovery"
  case fatalPanic = "runtime.fatalpanic"
  case `throw` = "runtime.throw"
  case fatal = "runtime.fatal"
  case exit = "os.Exit"
  case goroutineEnds = "runtime.goexit1"

  /// Where each can be watched in this program; some are not linked into every program.
  static func sites(in image: GoImage, _ finder: InjectionSites) -> [(
    watch: RuntimeWatch, site: InjectionSite
  )] {
    let found = image.functions(named: allCases.map(\.rawValue))
    return allCases.compactMap { watch in
      found[watch.rawValue].flatMap { finder.entry(of: $0) }.map { (watch, $0) }
    }
  }
}
