import GoRuntimeModel
import PanicContract
import PanicScope
import TestSupport
import Testing

/// Scenarios made from functions of a binary end under the machine as the functions do.
@Suite(.serialized) struct BinaryScenarioTests {
  static let builds = SimulationTruthTests.builds.filter {
    [21, 25, 27].contains($0.toolchain.minor)
      && ($0.flags.isEmpty || $0.flags.contains("-gcflags=-l"))
  }

  static let cases = """
    func open() {
    	defer rescue()
    	boom()
    }
    func closure() {
    	defer func() { saw(recover()) }()
    	boom()
    }
    func helper() {
    	defer func() { rescue() }()
    	boom()
    }
    func twoHelpers() {
    	defer func() { middle() }()
    	boom()
    }
    func none() {
    	defer quiet()
    	boom()
    }
    func direct() {
    	defer recover()
    	boom()
    }
    func nested() {
    	defer func() { defer rescue() }()
    	boom()
    }
    func nestedDirect() {
    	defer func() { defer recover() }()
    	boom()
    }
    func nine() {
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer quiet()
    	defer rescue()
    	boom()
    }
    func loop() {
    	for i := 0; i < 3; i++ {
    		defer rescue()
    	}
    	boom()
    }
    func method() {
    	defer (&guard{1}).rescue()
    	boom()
    }
    func methodValue() {
    	f := (&guard{1}).rescue
    	sink = f
    	defer f()
    	boom()
    }
    func argument() {
    	defer small(1)
    	boom()
    }
    func smallMethodValue() {
    	f := (&guard{1}).small
    	sink = f
    	defer f()
    	boom()
    }
    """

  static let rangeCases = """
    func rangeDefer() {
    	for range each {
    		defer rescue()
    	}
    	boom()
    }
    func rangeRecover() {
    	defer func() {
    		for range each {
    			saw(recover())
    		}
    	}()
    	boom()
    }
    """

  static func program(_ cases: String, names: [String]) -> String {
    let starts = names.map { "\tcase \"\($0)\":\n\t\t\($0)()\n" }.joined()
    return """
      package main

      import "os"

      var sink any
      var zero int

      //go:noinline
      func boom() { sink = 10 / zero }

      //go:noinline
      func saw(value any) { sink = value }

      //go:noinline
      func quiet() { sink = nil }

      //go:noinline
      func rescue() { saw(recover()) }

      //go:noinline
      func middle() { rescue() }

      func small(n int) { rescue() }

      //go:noinline
      func each(yield func() bool) { yield() }

      type guard struct{ n int }

      //go:noinline
      func (g *guard) rescue() { saw(recover()) }
      func (g *guard) small()  { rescue() }

      \(cases.replacing("func ", with: "//go:noinline\nfunc ").replacing("defer //go:noinline\nfunc ", with: "defer func "))

      func main() {
      	switch os.Args[1] {
      \(starts)	}
      }
      """
  }

  @Test(arguments: builds)
  func endAsTheFunctionsDo(build: SimulationTruthTests.Build) throws {
    let hasRange = CrashText.of(build.version)?.hasRangeOverFunc ?? false
    let text = hasRange ? Self.cases + "\n" + Self.rangeCases : Self.cases
    let names = text.matches(of: /(?m)^func (\w+)\(\)/).map { String($0.output.1) }
    let source = Self.program(text, names: names)
    let path = try build.toolchain.build(source, flags: build.flags)
    let stripped = try build.toolchain.build(source, flags: build.flags + ["-ldflags=-s -w"])
    var options = AuditOptions()
    options.scopes = Set(CodeScope.allCases)
    for path in [path, stripped] {
      let subject = try #require(PanicScope.audit(path: path, options: options).subjects.first)
      for name in names {
        let (scenario, comments) = try Simulation.scenario(of: subject, function: "main.\(name)")
        #expect(comments.count >= 2)
        // Nothing in it tells its `defer recover()` from a closure.
        if build.toolchain.minor < 22 && name == "nestedDirect" { continue }
        let again = try Scenario(yaml: ScenarioDocument.yaml(scenario), path: "scenario")
        #expect(again == scenario)
        let run = try #require(
          Simulation.runs(scenario, versions: [build.toolchain.version]).first)
        let observed = try runCommand(path, [name])
        #expect(
          run.outcome.exitStatus.map { Int32($0) } == .some(observed.status),
          "\(name) on \(build.testDescription): \(ScenarioDocument.yaml(scenario))")
      }
    }
    print("\(build.testDescription): \(names.count) functions")
  }

  @Test func aFunctionIsFoundByItsLastWords() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let path = try toolchain.build(
      """
      package main

      type a struct{}
      type b struct{}

      //go:noinline
      func quiet() {}

      //go:noinline
      func (*a) close() { defer quiet() }

      //go:noinline
      func (*b) close() { defer quiet() }

      func main() { (&a{}).close(); (&b{}).close() }

      """)
    for name in ["main.(*a).close", "(*a).close"] {
      let (scenario, _) = try Simulation.scenario(from: "\(path):\(name)")
      #expect(scenario.title.contains("main.(*a).close"))
    }
    let ambiguous = #expect(throws: SimulationError.self) {
      try Simulation.scenario(from: "\(path):close")
    }
    #expect(ambiguous?.message.contains("main.(*a).close, main.(*b).close") == true)
    let unknown = #expect(throws: SimulationError.self) {
      try Simulation.scenario(from: "\(path):main.close")
    }
    #expect(unknown?.message.contains("near it: ") == true)
  }

  @Test func whatCannotBeMadeIsSaid() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let path = try toolchain.build("package main\n\nfunc main() { println(1) }\n")
    for target in ["", "a", "a:", ":b", "\(path):main.main", "/nothing:main.main", "\(path):"] {
      #expect(throws: SimulationError.self) { try Simulation.scenario(from: target) }
    }
  }
}
