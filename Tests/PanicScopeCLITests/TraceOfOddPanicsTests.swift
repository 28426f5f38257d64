import Foundation
import TestSupport
import Testing

/// Panics that last, stacks that are deep, and Go versions that nobody knows yet.
@Suite(.serialized, .enabled(if: TraceCommandTesting.canRun)) struct TraceOfOddPanicsTests {
  private static let source = """
    package main

    import (
    \t"fmt"
    \t"os"
    \t"sync"
    \t"time"
    )

    type odd struct{}

    func (odd) String() string { panic("odd") }

    //go:noinline
    func slow() {
    \tdefer func() {
    \t\ttime.Sleep(2 * time.Second)
    \t\trecover()
    \t}()
    \tpanic("slow")
    }

    //go:noinline
    func deep(n int) {
    \tif n == 0 {
    \t\tdefer func() { recover() }()
    \t\tpanic("deep")
    \t}
    \tdeep(n - 1)
    }

    //go:noinline
    func locked() {
    \tvar mutex sync.Mutex
    \tmutex.Lock()
    \tdefer mutex.Lock()
    \tpanic("locked")
    }

    func ended() {
    \tbegun := make(chan bool)
    \tgo func() {
    \t\tdefer func() {
    \t\t\tclose(begun)
    \t\t\tselect {}
    \t\t}()
    \t\tpanic("ended")
    \t}()
    \t<-begun
    }

    func main() {
    \tswitch os.Args[1] {
    \tcase "slow":
    \t\tslow()
    \tcase "deep":
    \t\tdeep(25)
    \tcase "deeper":
    \t\tdeep(60)
    \tcase "odd":
    \t\tfmt.Println(odd{})
    \tcase "locked":
    \t\tlocked()
    \tcase "ended":
    \t\tended()
    \t}
    }

    """

  private func trace(_ mode: String, _ options: [String] = []) throws -> CommandResult {
    let program = try #require(TraceCommandTesting.go).build(Self.source)
    return try runCommand(builtProgram.path, ["trace"] + options + ["--", program, mode])
  }

  /// A panic whose deferred call lasts is told while it lasts, and again when it is over.
  @Test func aStuckPanicIsToldInTime() throws {
    let told = try trace("slow", ["--stuck-after", "200ms"])
    #expect(told.status == 0)
    #expect(told.errors.contains("#1 panic stuck"), "\(told.errors)")
    #expect(told.errors.contains("main.slow.func1 (main.go:16) has not returned for "))
    #expect(told.errors.contains("#1 panic recovered"))
    #expect(told.errors.contains("  1 panic stuck for a while\n"))
    #expect(told.errors.contains("Summary: 1 panic in 1 episode: 1 recovered"))
    let patient = try trace("slow", ["--stuck-after", "10m"])
    #expect(!patient.errors.contains("stuck") && patient.errors.contains("#1 panic recovered"))
  }

  /// What waits for ever is stuck, whatever ends the program then: so says a core, too.
  @Test func aPanicThatNeverEndsIsStuck() throws {
    let locked = try trace("locked")
    #expect(locked.status == 2)
    #expect(locked.errors.contains("#1 panic stuck"), "\(locked.errors)")
    #expect(
      locked.errors.contains("\"all goroutines are asleep - deadlock!\" ended the process, so that")
    )
    #expect(locked.errors.contains("Summary: 1 panic in 2 episodes: 1 fatal-error, 1 stuck"))
    let ended = try trace("ended")
    #expect(ended.status == 0)
    #expect(ended.errors.contains("#1 panic stuck"), "\(ended.errors)")
    #expect(ended.errors.contains("when the process ended with status 0, so that the panic was"))
  }

  @Test func aProgramWithoutANameIsNone() throws {
    let traced = try runCommand(builtProgram.path, ["trace", "--", ""])
    #expect(traced.status == 1)
    #expect(traced.errors == "panicscope: the name of the program to trace is empty\n")
  }

  /// Of a recover's callers only those out to the panic matter; what was cut else is named.
  @Test func whatIsIncompleteIsNamed() throws {
    let whole = try trace("deep")
    #expect(!whole.errors.contains("incomplete") && whole.errors.contains("recovered by"))
    let cut = try trace("deeper")
    #expect(
      cut.errors.contains(
        "note: 1 event is incomplete, lacking: callers, panics or deferred calls beyond those that an event holds"
      ), "\(cut.errors)")
  }

  @Test func whatFmtDoesIsCalledItsOwn() throws {
    let result = try trace("odd")
    #expect(result.errors.contains("fmt's own guard of methods such as String"), "\(result.errors)")
  }

  /// The layouts of the newest known version are tried, and it is said.
  @Test func aNewerGoIsTracedWithAWarning() throws {
    let go = try #require(TraceCommandTesting.go)
    let program = try go.build(Self.source)
    let known = Array("go\(go.version)".utf8)
    let unknown = Array("go1.\(go.minor + 10).\(go.patch)".utf8)
    try #require(known.count == unknown.count)
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program)))
    var count = 0
    for start in bytes.indices.dropLast(known.count)
    where bytes[start] == known[0] && bytes[start..<start + known.count].elementsEqual(known) {
      bytes.replaceSubrange(start..<start + known.count, with: unknown)
      count += 1
    }
    #expect(count > 0)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let patched = folder.appendingPathComponent("patched").path
    try Data(bytes).write(to: URL(fileURLWithPath: patched))
    let newer = folder.appendingPathComponent("newer").path
    try copyProgram(patched, to: newer)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: newer)
    for mode in ["deep", "slow"] {
      let result = try runCommand(builtProgram.path, ["trace", "--", newer, mode])
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.errors.contains(
          "note: Go 1.\(go.minor + 10).\(go.patch) is newer than the tables (1.27): the rules and layouts of Go 1.27 are assumed, confidence is lowered"
        ), "\(result.errors)")
      #expect(result.errors.contains("#1 panic recovered"), "\(result.errors)")
      #expect(result.errors.contains("recovered by main.\(mode).func1"), "\(result.errors)")
    }
  }
}
