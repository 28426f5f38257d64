/// Which calls of recover work.
extension Experiment {
  static let shapes = Experiment(
    id: "shapes",
    question: "Which ways of calling recover work?",
    answer: """
      recover() works in the function that is deferred itself, whatever its form: function, \
      literal, method, method value, promoted or generic method, reflect.MakeFunc. It returns nil one \
      frame deeper, one frame less deep (defer recover()), on another goroutine, and where nothing \
      panics. Forty shapes give the same answers in every version, with and without inlining or \
      optimization, on amd64 and arm64.
      """,
    claims: claims(1...4, 120...134),
    parts: [
      Part(
        .shapes, variants: BuildVariant.threeWays + [.arm64],
        measures: [.outcomes(shapeOutcomes.map(\.0)), .verdicts(shapeOutcomes.map(\.0))],
        expectations: shapeOutcomes.flatMap { name, outcome, verdict in
          [
            Expectation(name, outcome.value),
            // The way through sync.Once is not followed in every build.
            Expectation(
              "verdict \(name)",
              name == "s34" ? .oneOf([verdict, "unknown"]) : .exactly(verdict)),
          ]
        })
    ])

  private enum ShapeOutcome {
    case recovered
    case printed(String)
    case either(String, String)
    case died(String)

    var value: Expectation.Value {
      switch self {
      case .recovered: .exactly("recover() = boom; returned")
      case .printed(let text): .exactly(text)
      case .either(let first, let second): .oneOf([first, second])
      case .died(let before):
        .exactly((before.isEmpty ? "" : before + "; ") + "panic: boom; exit status 2")
      }
    }
  }

  /// Name, what happens, and what the audit says of the recover by its code alone.
  private static let shapeOutcomes: [(String, ShapeOutcome, String)] = [
    ("s01", .recovered, "effective"), ("s02", .recovered, "effective"),
    ("s03", .died(""), "ineffective"),
    ("s04", .recovered, "effective"), ("s05", .recovered, "effective"),
    ("s06", .recovered, "effective"), ("s07", .recovered, "effective"),
    ("s08", .recovered, "effective"), ("s09", .recovered, "effective"),
    ("s10", .recovered, "effective"), ("s11", .recovered, "effective"),
    ("s12", .recovered, "effective"), ("s13", .recovered, "effective"),
    ("s14", .recovered, "effective"), ("s15", .recovered, "effective"),
    ("s16", .died("recover() = nil"), "ineffective"),
    ("s17", .died("recover() = nil"), "ineffective"),
    ("s18", .printed("returned"), "effective"),
    ("s19", .died("recover() = nil"), "ineffective"),
    ("s20", .died(""), "effective"),
    ("s21", .died("recover() = nil"), "unknown"),
    ("s22", .recovered, "unknown"), ("s23", .recovered, "unknown"),
    ("s24", .printed("recover() = nil; returned"), "effective"),
    (
      "s25",
      .printed(
        "recover() = runtime error: invalid memory address or nil pointer dereference; returned"),
      "effective"
    ),
    (
      "s26",
      .printed("recover() = runtime error: index out of range [7] with length 3; returned"),
      "effective"
    ),
    ("s27", .printed("recover() = assignment to entry in nil map; returned"), "effective"),
    ("s28", .printed("recover() = boom; recover() = nil; returned"), "effective"),
    ("s29", .printed("recover() = second; recover() = nil; returned"), "effective"),
    ("s30", .printed("recover() = boom; recover() = second; returned"), "effective"),
    ("s31", .printed("recover() = boom; recover() = boom; returned"), "effective"),
    ("s32", .died("recover() = nil"), "unknown"),
    ("s33", .died(""), "unknown"),
    ("s34", .died("recover() = nil"), "ineffective"),
    ("s35", .recovered, "effective"),
    ("s36", .died("recover() = nil"), "ineffective"),
    ("s37", .recovered, "effective"),
    ("s38", .printed("recover() = boom; recover() = nil; returned"), "effective"),
    (
      "s39",
      .either(
        "recover() = panic called with nil argument; returned",
        "recover() = runtime error: panic called with nil argument; returned"), "effective"
    ),
    ("s40", .printed("recover() = nil; returned"), "effective"),
  ]

  static let wrapperInline = Experiment(
    id: "wrapper-inline",
    question: "Can inlining change what recover does?",
    answer: """
      Yes, and against the usual belief it makes recovers work that should not. In each program a \
      helper recovers one frame too deep. Go 1.22 to 1.25 (1.21 for method wrappers) compare argument \
      pointers, which are blind to a function that was inlined into a wrapper made by the compiler: \
      ten of twelve recover by accident. With -gcflags=-l, and from Go 1.26 on, which counts frames, none \
      does, as the language says.
      """,
    claims: claims(8...12, 159...159),
    parts: [
      Part(
        .wrappers, variants: BuildVariant.threeWays,
        measures: [
          .outcomes(wrapperNames), .verdicts(wrapperNames.map { "helper\($0.uppercased())" }),
        ],
        expectations: wrapperNames.flatMap { name -> [Expectation] in
          let dies = Expectation.Value.exactly("recover() = nil; panic: boom; exit status 2")
          let returns = Expectation.Value.exactly("recover() = boom; returned")
          let verdict = "verdict helper\(name.uppercased())"
          let isMethod = ["d", "e", "f", "g", "j"].contains(name)
          let isInlined = name != "b" && name != "h"
          return [
            Expectation(name, isMethod ? returns : dies, .upTo("1.21"), variants: ["default"]),
            Expectation(
              name, isInlined ? returns : dies, .from("1.22", to: "1.25"), variants: ["default"]),
            Expectation(name, dies, .from("1.26"), variants: ["default"]),
            Expectation(name, dies, variants: ["-l", "-N -l"]),
            Expectation(
              verdict, verdictOfMethods(name) ?? dead, .upTo("1.21"), variants: ["default"]),
            Expectation(
              verdict, verdictOfWrappers(name), .from("1.22", to: "1.25"), variants: ["default"]),
            Expectation(
              verdict, .oneOf(["ineffective", "unknown"]), .from("1.26"), variants: ["default"]),
            Expectation(verdict, dead, variants: ["-l", "-N -l"]),
          ]
        })
    ])

  private static let dead = Expectation.Value.exactly("ineffective")

  /// Method wrappers, Go 1.21. Which method an interface value has is not known statically.
  private static func verdictOfMethods(_ name: String) -> Expectation.Value? {
    switch name {
    case "d", "e": .exactly("accidental")
    case "f", "g", "j": .exactly("unknown")
    default: nil
    }
  }

  /// Any wrapper, Go 1.22 to 1.25.
  private static func verdictOfWrappers(_ name: String) -> Expectation.Value {
    switch name {
    case "b", "h": dead
    // The literal is there twice: inlined into its wrapper, and, from Go 1.23 on, by itself.
    case "c": .oneOf(["mixed", "accidental"])
    default: verdictOfMethods(name) ?? .exactly("accidental")
    }
  }

  private static let wrapperNames = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l",
  ]
}
