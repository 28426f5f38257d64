/// What the compiler makes of a function's defer statements
/// (`cmd/compile/internal/ssagen/ssa.go`, `walk/stmt.go`, `escape/call.go`; the same in Go 1.19 to 1.27).
struct DeferKinds {
  /// `maxOpenDefers`
  private static let openCodedLimit = 8
  private let openCodes: Bool

  init(of function: ScenarioFunction, build: ScenarioBuild) {
    var total = 0
    var isOpenCodable = true
    func count(_ body: [Statement], inLoop: Bool) {
      for statement in body {
        switch statement {
        case .deferCall, .deferRecover, .deferWithRecover:
          total += 1
          if inLoop { isOpenCodable = false }
        case .loop(_, let body), .range(_, let body): count(body, inLoop: true)
        case .recover(let then, let otherwise):
          count(then, inLoop: inLoop)
          count(otherwise, inLoop: inLoop)
        default: break
        }
      }
    }
    count(function.body, inLoop: false)
    openCodes = build.openCodesDefers && isOpenCodable && total <= Self.openCodedLimit
  }

  /// One statement that cannot be open-coded keeps all of its function from it.
  func kind(inLoop: Bool, inRangeBody: Bool) -> DeferSite.Kind {
    if inRangeBody { return .rangeFunc }
    if inLoop { return .heap }
    return openCodes ? .openCoded : .stack
  }
}
