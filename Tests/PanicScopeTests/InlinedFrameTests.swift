import Foundation
import PanicScope
import TestSupport
import Testing

/// Functions without code of their own are in the paths, the drawings and the search all the same.
@Suite struct InlinedFrameTests {
  private static let source = """
    package main

    import "time"

    //go:noinline
    func deep(n int) {
    	if n > 3 {
    		panic("too large")
    	}
    }

    func middle(n int) { deep(n + 1) }

    func outer(n int) { middle(n + 1) }

    func alone(n int) { panic(n) }

    //go:noinline
    func worker(n int) {
    	outer(n)
    	println(n)
    }

    func main() {
    	go worker(7)
    	go func() {
    		alone(1)
    	}()
    	time.Sleep(time.Second)
    }
    """

  @Test(arguments: GoToolchain.installed)
  func pathsHoldThem(go: GoToolchain) throws {
    let program = try go.build(Self.source)
    let findings = try PanicScope.audit(path: program).subjects.flatMap(\.findings)
    let paths = findings.map { $0.path.map { "\($0.function ?? "?") \($0.note ?? "")" } }
    let worker = try #require(paths.first { $0.last?.hasPrefix("main.deep ") == true })
    #expect(
      Array(worker.suffix(4)) == [
        "main.worker calls", "main.outer calls (inlined)", "main.middle calls (inlined)",
        "main.deep panics",
      ])
    let steps = try #require(
      findings.first { $0.path.last?.function == "main.deep" }?.path.suffix(4))
    #expect(steps.map { $0.location?.line } == [20, 14, 12, 8])
    #expect(
      paths.contains {
        $0.suffix(2) == ["main.main.func1 calls", "main.alone panics (inlined)"]
          || $0.suffix(2) == ["main.main.func1 calls", "main.alone panics"]
      })
  }

  @Test(arguments: GoToolchain.installed)
  func drawingsHoldThem(go: GoToolchain) throws {
    var request = ShowRequest()
    request.graph = true
    request.targets = ["main.deep"]
    let evidence = try PanicScope.show(path: try go.build(Self.source), request: request)
    let graph = try #require(evidence.graphs?.first)
    let inlined = graph.nodes.indices.filter { graph.nodes[$0].kind == .inlined }
    #expect(inlined.map { graph.nodes[$0].title } == ["main.middle", "main.outer"])
    let next = graph.edges.first { $0.from == inlined.last }?.to
    #expect(next.map { graph.nodes[$0].title } == "main.worker")
  }

  @Test(arguments: GoToolchain.installed)
  func aSearchTellsWhereTheyAre(go: GoToolchain) throws {
    let program = try go.build(Self.source)
    for name in ["main.middle", "middle"] {
      var request = ShowRequest()
      request.targets = [name]
      let error = #expect(throws: ShowError.self) {
        try PanicScope.show(path: program, request: request)
      }
      #expect(
        "\(try #require(error))".contains(
          "main.middle has no code of its own: it was inlined into main.worker; show"))
    }
  }
}
