import Foundation
import PanicScope
import TestSupport
import Testing

/// Listings against what Go's own tools and the programs themselves say.
@Suite struct ShowListingTests {
  static let newest = GoToolchain.installed.last

  static let source = """
    package main

    import (
    	"errors"
    	"fmt"
    	"os"
    )

    type closer struct{ name string }

    func (c *closer) Close() { fmt.Println("closed", c.name) }

    func guarded(f func()) (err error) {
    	defer func() {
    		if r := recover(); r != nil {
    			err = fmt.Errorf("caught: %v", r)
    		}
    	}()
    	f()
    	return nil
    }

    func helper() { recover() }

    func tooDeep() {
    	defer func() { helper() }()
    	fail(3)
    }

    func loop(n int) {
    	for i := 0; i < n; i++ {
    		defer fmt.Println(i)
    	}
    }

    //go:noinline
    func fail(n int) {
    	if n > 100 {
    		panic(errors.New("large"))
    	}
    	if n > 50 {
    		panic("a constant text")
    	}
    	fmt.Println(os.Args[n])
    }

    func main() {
    	c := &closer{"c"}
    	defer c.Close()
    	loop(len(os.Args))
    	go tooDeep()
    	fmt.Println(guarded(func() { fail(len(os.Args) + 5) }))
    }
    """

  private struct Shape: Hashable {
    var offset: UInt64
    var bytes: String
  }

  /// `go tool objdump` in the same words: by function its instructions, padding left out.
  private func objdump(_ go: GoToolchain, _ program: String, arm64: Bool) throws
    -> [String: [Shape]]
  {
    let listing = try go.go(["tool", "objdump", program])
    var functions: [String: [Shape]] = [:]
    var twice: Set<String> = []
    var name = ""
    var entry: UInt64?
    for line in listing.split(separator: "\n") {
      if line.hasPrefix("TEXT ") {
        name = String(line.dropFirst(5))
        if let end = line.range(of: "(SB)") {
          name = String(line[line.index(line.startIndex, offsetBy: 5)..<end.lowerBound])
        }
        if functions[name] != nil { twice.insert(name) }
        functions[name] = []
        entry = nil
        continue
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: true)
      guard fields.count >= 3, let address = UInt64(fields[1].dropFirst(2), radix: 16) else {
        continue
      }
      let start = entry ?? address
      entry = start
      var digits = String(fields[2])
      if arm64 {
        let pairs = stride(from: 0, to: digits.count, by: 2).map { i in
          digits.dropFirst(i).prefix(2)
        }
        digits = pairs.reversed().joined()
      }
      functions[name]?.append(Shape(offset: address - start, bytes: digits))
    }
    // Both have one name in the tables of the runtime.
    for name in functions.keys where name.hasSuffix(".abi0") {
      twice.insert(name)
      twice.insert(String(name.dropLast(5)))
    }
    for name in twice { functions[name] = nil }
    let padding = arm64 ? "00000000" : "cc"
    return functions.mapValues { shapes in
      var shapes = shapes
      while shapes.last?.bytes == padding { shapes.removeLast() }
      return shapes
    }
  }

  @Test(.enabled(if: newest != nil, "no Go toolchain"), arguments: ["amd64", "arm64"])
  func instructionsAreThoseOfObjdump(architecture: String) throws {
    let go = try #require(Self.newest)
    let program = try go.build(Self.source, environment: ["GOARCH": architecture])
    let stripped = try go.build(
      Self.source, flags: ["-ldflags=-s -w"], environment: ["GOARCH": architecture])
    let expected = try objdump(go, program, arm64: architecture == "arm64")
    // Some of each package: every n-th, and all of main.
    let names = expected.keys.sorted()
    let step = max(1, names.count / 230)
    let wanted = names.enumerated().filter {
      $0.offset % step == 0 || $0.element.hasPrefix("main.")
    }.map(\.element).filter { !$0.contains("..") && !$0.hasPrefix("go:") && !$0.hasPrefix("type:") }
    for binary in [program, stripped] {
      var request = ShowRequest()
      request.targets = wanted
      let evidence = try PanicScope.show(path: binary, request: request)
      var same = 0
      for listing in evidence.listings {
        guard let shapes = expected[listing.function] else { continue }
        let found = listing.lines.map { line in
          Shape(
            offset: line.address - listing.entry,
            bytes: line.bytes.map { String(format: "%02x", $0) }.joined())
        }
        // Data lies elsewhere in the stripped twin, and with it the operands that refer to it.
        if binary == program {
          #expect(found == shapes, "\(listing.function)")
        } else {
          let pairs = zip(found, shapes).map {
            $0.bytes.count == $1.bytes.count && $0.offset == $1.offset
          }
          #expect(found.count == shapes.count && pairs.allSatisfy { $0 }, "\(listing.function)")
        }
        same += 1
      }
      print("\(architecture): \(same) functions read as objdump reads them")
      #expect(same >= 200)
    }
  }

  private func listing(
    _ go: GoToolchain, _ function: String, _ change: (inout ShowRequest) -> Void = { _ in }
  ) throws -> FunctionListing {
    var request = ShowRequest()
    request.targets = [function]
    change(&request)
    let evidence = try PanicScope.show(path: try go.build(Self.source), request: request)
    return try #require(evidence.listings.first)
  }

  private func notes(_ listing: FunctionListing) -> [String] { listing.lines.flatMap(\.notes) }

  @Test(arguments: GoToolchain.installed)
  func theMarginTellsWhatMatters(go: GoToolchain) throws {
    let guarded = try listing(go, "main.guarded")
    let open = notes(guarded)
    #expect(open.contains { $0.hasPrefix("deferBits = 0b0: no defer is registered") })
    #expect(open.contains { $0.hasPrefix("deferBits = 0b1: defer 0 is registered") })
    #expect(open.contains { $0.hasPrefix("slot 0 = main.guarded.func1") })
    #expect(open.contains { $0.hasPrefix("deferreturn exit") })
    #expect(open.contains { $0.hasPrefix("normal exit: calls the deferred function") })
    let handler = notes(try listing(go, "main.guarded.func1"))
    #expect(handler.contains("verdict: effective"))
    #expect(handler.contains { $0.hasPrefix("argp: where") } == (go.minor < 26))
    #expect(handler.contains { $0.hasPrefix("tests what recover() returned") })
    let loop = notes(try listing(go, "main.loop"))
    #expect(loop.contains { $0.contains("a record on the heap goes onto g._defer") })
    #expect(loop.contains { $0.hasPrefix("returns 0 here, and 1 when") } == (go.minor < 25))
    #expect(loop.contains { $0.hasPrefix("taken after a recovery only") } == (go.minor < 25))
    let fail = notes(try listing(go, "main.fail"))
    #expect(fail.contains("panic of a value of type *errors.errorString") || go.minor < 27)
    #expect(fail.contains("panic of a value of type string: \"a constant text\""))
    #expect(fail.contains { $0.hasPrefix("run-time panic: index out of range") })
    let deep = notes(try listing(go, "main.helper"))
    #expect(deep.contains("verdict: ineffective (too-deep)"))
    let main = notes(try listing(go, "main.main"))
    #expect(main.contains { $0.hasPrefix("go statement: a goroutine begins in main.") })
  }

  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func linesAddressesAndShortNamesFindTheFunction() throws {
    let go = try #require(Self.newest)
    let whole = try listing(go, "main.guarded")
    let middle = whole.lines[whole.lines.count / 2]
    let byAddress = try listing(go, "0x" + String(middle.address, radix: 16))
    #expect(byAddress.function == "main.guarded")
    #expect(byAddress.lines.filter(\.isMarked).map(\.address) == [middle.address])
    let byLine = try listing(go, "main.go:19")
    #expect(byLine.function == "main.guarded")
    #expect(byLine.lines.contains { $0.isMarked && $0.location?.line == 19 })
    #expect(try listing(go, "(*closer).Close").function == "main.(*closer).Close")
    #expect(throws: ShowError.self) { try listing(go, "main.nothing") }
    #expect(throws: ShowError.self) { try listing(go, "0x10") }
  }

  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func sourcesStandBetweenTheInstructions() throws {
    let go = try #require(Self.newest)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.source.write(toFile: folder + "/main.go", atomically: true, encoding: .utf8)
    let listing = try listing(go, "main.guarded")
    let sources = SourceLines.of([listing], below: folder)
    let file = try #require(sources.keys.first)
    #expect(file.hasSuffix("/main.go"))
    #expect(sources[file]?[12] == "func guarded(f func()) (err error) {")
    #expect(SourceLines.of([listing], below: folder + "/none").isEmpty)
  }

  @Test(arguments: GoToolchain.installed)
  func theStackIsWhereTheTableHasIt(go: GoToolchain) throws {
    for architecture in ["amd64", "arm64"] {
      var request = ShowRequest()
      request.track = true
      let program = try go.build(Self.source, environment: ["GOARCH": architecture])
      let tracking = try #require(
        try PanicScope.show(path: program, request: request).tracking)
      #expect(tracking.instructions > 100_000)
      #expect(tracking.unknown * 20 < tracking.instructions)
      // The prologue of frames of 64 KB and more, up to Go 1.23: the table is early by 16 bytes.
      let others = tracking.disagreements.filter {
        !(architecture == "arm64" && go.minor < 24 && $0.function.hasPrefix("runtime.call"))
      }
      #expect(others.isEmpty, "\(go) \(architecture): \(others)")
      #expect(tracking.writers.contains { $0.function == "runtime.mcall" })
    }
  }

  @Test(arguments: GoToolchain.installed)
  func theRuntimeTellsItsEra(go: GoToolchain) throws {
    for architecture in ["amd64", "arm64"] {
      var request = ShowRequest()
      request.runtime = true
      let program = try go.build(Self.source, environment: ["GOARCH": architecture])
      let evidence = try PanicScope.show(path: program, request: request)
      let runtime = try #require(evidence.runtime)
      #expect(runtime.eras.contains(evidence.era), "\(go) \(architecture): \(runtime.eras)")
      func decisions(_ function: String) -> Set<String> {
        Set(runtime.functions.first { $0.name == function }?.decisions.map(\.name) ?? [])
      }
      #expect(
        decisions("runtime.gorecover").isSuperset(of: [
          "no-panic-test", "goexit-test", "already-recovered-test", "recovered-mark",
          go.minor < 26 ? "argp-test" : "frame-walk",
        ]), "\(go) \(architecture)")
      #expect(
        decisions("runtime.gopanic").isSuperset(of: ["nil-value-test", "system-stack-test"])
          || go.minor < 21)
      if go.minor >= 26 {
        #expect(
          decisions("runtime.gorecover.func1") == [
            "gopanic-test", "wrapper-test", "second-frame-test", "same-panic-test",
          ], "\(go) \(architecture)")
      }
      #expect(decisions("runtime.recovery").contains("result-mark") == (go.minor < 25))
    }
  }

  @Test(arguments: GoToolchain.installed)
  func defersAndSitesAreTold(go: GoToolchain) throws {
    var request = ShowRequest()
    request.defers = true
    request.sites = true
    request.targets = ["main.guarded", "main.loop", "main.main"]
    let evidence = try PanicScope.show(path: try go.build(Self.source), request: request)
    let defers = try #require(evidence.defers)
    #expect(defers.lowerings.map(\.site.kind) == [.openCoded, .heap, .openCoded])
    let guarded = try #require(defers.lowerings.first)
    #expect(guarded.slot == 0 && guarded.site.target?.function == "main.guarded.func1")
    #expect(guarded.steps.contains { $0.note.hasPrefix("sets bit 0 of deferBits") })
    #expect(guarded.steps.contains { $0.note.hasPrefix("normal exit: the function calls it") })
    #expect(guarded.steps.last?.text.hasSuffix("runtime.deferreturn(SB)") == true)
    let sites = try #require(evidence.sites)
    #expect(sites.contains { $0.callee == "newproc" && $0.verdict?.hasPrefix("exposed") == true })
    #expect(sites.contains { $0.callee == "deferproc" && $0.verdict?.hasPrefix("heap") == true })
  }

  @Test(
    .enabled(if: newest != nil, "no Go toolchain"),
    arguments: ["amd64", "arm64"], [[], ["-gcflags=all=-N -l"]])
  func sitesAreTheCallsOfObjdump(architecture: String, flags: [String]) throws {
    let go = try #require(Self.newest)
    let program = try go.build(Self.source, flags: flags, environment: ["GOARCH": architecture])
    var request = ShowRequest()
    request.sites = true
    let sites = try #require(try PanicScope.show(path: program, request: request).sites)
    let callees = ["gorecover", "gopanic", "newproc", "deferproc", "deferprocStack", "deferreturn"]
    var calls: Set<String> = []
    for line in try go.go(["tool", "objdump", "-s", "^(main|fmt|os|sync)[.]", program])
      .split(separator: "\n")
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count > 4, words[words.count - 2] == "CALL",
        let name = callees.first(where: { words[words.count - 1] == "runtime.\($0)(SB)" })
      else { continue }
      calls.insert("\(words[1]) \(name)")
    }
    #expect(calls.count > 20)
    let told = sites.filter { site in
      ["main.", "fmt.", "os.", "sync."].contains { site.place.function?.hasPrefix($0) == true }
    }.map { "0x\(String($0.place.address ?? 0, radix: 16)) \($0.callee)" }
    let all = Set(sites.map { "0x\(String($0.place.address ?? 0, radix: 16)) \($0.callee)" })
    #expect(calls.subtracting(all).isEmpty, "\(calls.subtracting(all))")
    #expect(Set(told).subtracting(calls).count < 5, "inlined code of other packages at most")
  }

  @Test(.enabled(if: newest != nil, "no Go toolchain"))
  func theGraphEndsWhereThePanicEnds() throws {
    let go = try #require(Self.newest)
    var request = ShowRequest()
    request.graph = true
    request.targets = ["main.tooDeep"]
    let program = try go.build(Self.source)
    let graph = try #require(try PanicScope.show(path: program, request: request).graphs?.first)
    #expect(graph.nodes.contains { $0.kind == .death })
    #expect(
      graph.nodes.contains {
        $0.detail?.contains("ineffective") == true
          || $0.detail?.contains("does not recover") == true
      })
    request.targets = ["main.guarded"]
    let other = try #require(try PanicScope.show(path: program, request: request).graphs?.first)
    #expect(other.nodes.contains { $0.kind == .recovers })
    #expect(!other.nodes.contains { $0.kind == .death })
    var out = OutputBuffer()
    var evidence = try PanicScope.show(path: program, request: request)
    evidence.writeGraphs(as: .dot, into: &out)
    #expect(out.text.hasPrefix("digraph panic {") && out.text.hasSuffix("}\n"))
    evidence.graphs = [
      PanicGraph(
        function: "f", nodes: [.init(kind: .function, title: "a\"]\n;<b>", detail: nil)], edges: [])
    ]
    out = OutputBuffer()
    evidence.writeGraphs(as: .mermaid, into: &out)
    #expect(out.text == "flowchart TD\n  n0[\"a#quot;]\\n#59;#lt;b#gt;\"]\n")
  }
}
