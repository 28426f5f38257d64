import PanicScope
import TestSupport
import Testing

/// Assembly functions that treat SP in sixteen ways: what the audit says of each against what
/// happens when a panic comes through it.
@Suite struct StackDamageTests {
  private static let names = [
    "ctl", "badbp", "asmnil", "push8", "adj4", "tracked8", "tracked4", "untracked8", "untracked4",
    "nilun4", "byte8", "byte4", "bytenil", "smashret", "byte24ret", "wildsp",
  ]

  private static let program = """
    package main

    import "os"

    //go:noinline
    func boom() { panic("boom") }

    \(names.map { "func \($0)(f func())" }.joined(separator: "\n"))

    func guarded(f func(func())) {
    	defer func() {
    		if recover() != nil {
    			println("RECOVERED")
    			os.Exit(0)
    		}
    	}()
    	f(boom)
    	panic("back again")
    }

    func heaped(f func(func())) {
    	for i := 0; i < 2; i++ {
    		defer func() {
    			if recover() != nil {
    				println("RECOVERED")
    				os.Exit(0)
    			}
    		}()
    	}
    	f(boom)
    	panic("back again")
    }

    func main() {
    	functions := map[string]func(func()){
    \(names.map { "\t\t\"\($0)\": \($0)," }.joined(separator: "\n"))
    	}
    	f := functions[os.Args[1]]
    	if os.Args[2] == "heap" {
    		heaped(f)
    	} else {
    		guarded(f)
    	}
    }
    """

  /// The call of f, whose closure the argument frame holds.
  private static func function(
    _ name: String, flags: String = "0", frame: Int = 0, _ body: [String]
  ) -> String {
    let head = "TEXT ·\(name)(SB), \(flags), $\(frame)-8\n\tNO_LOCAL_POINTERS\n"
    return head + body.map { "\t" + $0 + "\n" }.joined() + "\n"
  }

  private static let load = ["MOVQ f+0(FP), DX", "MOVQ (DX), AX"]
  private static let fault = ["MOVQ $0, CX", "MOVQ (CX), CX"]
  private static func bytes(_ opcode: String, _ count: Int) -> String {
    "BYTE $0x48; BYTE $0x83; BYTE $\(opcode); BYTE $\(count)"
  }
  private static func lower(_ count: Int) -> String { bytes("0xec", count) }
  private static func raise(_ count: Int) -> String { bytes("0xc4", count) }

  private static let assembly: String = {
    var text = "#include \"textflag.h\"\n#include \"funcdata.h\"\n\n"
    text += function("ctl", frame: 8, load + ["CALL AX", "RET"])
    text += function("badbp", frame: 8, load + ["MOVQ $0, BP", "CALL AX", "RET"])
    text += function("asmnil", frame: 8, fault + ["RET"])
    text += function("push8", frame: 8, load + ["PUSHQ AX", "CALL AX", "POPQ AX", "RET"])
    text += function("adj4", frame: 8, load + ["ADJSP $4", "CALL AX", "ADJSP $-4", "RET"])
    for count in [8, 4] {
      text += function(
        "tracked\(count)", frame: 8,
        load + ["SUBQ $\(count), SP", "CALL AX", "ADDQ $\(count), SP", "RET"])
      text += function(
        "untracked\(count)", frame: 8,
        load + [
          "MOVQ SP, BX", "SUBQ $\(count), BX", "MOVQ BX, SP", "CALL AX", "ADDQ $\(count), SP",
          "RET",
        ])
      text += function(
        "byte\(count)", frame: 8, load + [lower(count), "CALL AX", raise(count), "RET"])
    }
    text += function(
      "nilun4", frame: 8,
      ["MOVQ SP, BX", "SUBQ $4, BX", "MOVQ BX, SP"] + fault + ["ADDQ $4, SP", "RET"])
    text += function("bytenil", frame: 8, [lower(8)] + fault + [raise(8), "RET"])
    text += function("smashret", flags: "NOSPLIT|NOFRAME", ["MOVQ $0, 0(SP)"] + fault + ["RET"])
    text += function("byte24ret", flags: "NOSPLIT|NOFRAME", [raise(0x24), "RET"])
    text += function("wildsp", frame: 8, ["MOVQ $0x1000, SP"] + fault + ["RET"])
    return text
  }()

  private static let toolchains = [21, 24, 25, 26, 27].compactMap { GoToolchain.installed(1, $0) }

  @Test(arguments: toolchains)
  func aFunctionIsFlaggedWhenAPanicThroughItIsFatal(go: GoToolchain) throws {
    let binary = try go.build(
      files: ["main.go": Self.program, "damage_amd64.s": Self.assembly])
    let findings = try PanicScope.audit(path: binary).subjects.flatMap(\.findings)
    var flagged: [String: String] = [:]
    for finding in findings where finding.rule.text.hasPrefix("PS6") {
      let name = (finding.place.function ?? "").replacing("main.", with: "")
      flagged[name] = finding.rule.text
    }
    for name in Self.names {
      for kind in ["open", "heap"] {
        let run = try runCommand(binary, [name, kind])
        let recovered = run.status == 0 && run.errors == "RECOVERED\n"
        #expect(
          recovered == (flagged[name] == nil),
          "\(go) \(name) \(kind): flagged \(flagged[name] ?? "not"), status \(run.status): \(run.errors.prefix(200))"
        )
      }
    }
    let barriers: Set = ["tracked8", "tracked4", "untracked8", "untracked4", "nilun4", "wildsp"]
    #expect(Set(flagged.filter { $0.value == "PS601" }.keys) == barriers)
    #expect(
      Set(flagged.filter { $0.value == "PS602" }.keys) == [
        "byte8", "byte4", "bytenil", "smashret", "byte24ret",
      ])
    print("\(go): \(flagged.count) of \(Self.names.count) functions flagged, as they behave")
  }

  @Test(arguments: toolchains)
  func showMarksThem(go: GoToolchain) throws {
    let binary = try go.build(
      files: ["main.go": Self.program, "damage_amd64.s": Self.assembly])
    var request = ShowRequest()
    request.track = true
    request.targets = ["main.byte8", "main.tracked8", "main.push8"]
    // The compiler's wrappers for Go's own calling convention have the same names.
    let listings = try PanicScope.show(path: binary, request: request).listings.filter {
      $0.facts.contains("written in assembly")
    }
    try #require(listings.count == 3)
    #expect(listings[0].lines.contains { $0.track?.isMismatch == true && !$0.notes.isEmpty })
    #expect(listings[1].facts.contains { $0.contains("SPWRITE") })
    #expect(!listings[2].lines.contains { $0.track?.isMismatch == true })
  }
}
