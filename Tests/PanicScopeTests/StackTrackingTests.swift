import Foundation
import PanicContract
import PanicScope
import TestSupport
import Testing

/// Where `show --track` has SP and BP, against where a program that is stepped through has them.
@Suite(.serialized) struct StackTrackingTests {
  static let source = """
    package main

    import (
    \t"errors"
    \t"fmt"
    \t"io"
    \t"os"
    \t"sort"
    \t"strconv"
    \t"strings"
    )

    type shape interface{ area() float64 }
    type square struct{ side float64 }

    func (s square) area() float64 { return s.side * s.side }

    func guarded(f func()) (err error) {
    \tdefer func() {
    \t\tif r := recover(); r != nil {
    \t\t\terr = fmt.Errorf("caught: %v", r)
    \t\t}
    \t}()
    \tf()
    \treturn nil
    }

    func loop(n int) (sum int) {
    \tfor i := 0; i < n; i++ {
    \t\tdefer func() { sum += i }()
    \t}
    \treturn n
    }

    func large() byte {
    \tvar space [9000]byte
    \tfor i := range space {
    \t\tif i > 20 {
    \t\t\tbreak
    \t\t}
    \t\tspace[i] = byte(i)
    \t}
    \treturn space[7]
    }

    func main() {
    \twords := strings.Fields("the quick brown fox jumps over the lazy dog")
    \tsort.Strings(words)
    \tcounts := map[string]int{}
    \tfor _, word := range words {
    \t\tcounts[word] += len(word)
    \t}
    \tshapes := []shape{square{2}, &square{3}}
    \ttotal := 0.0
    \tfor _, s := range shapes {
    \t\ttotal += s.area()
    \t}
    \tnumber, err := strconv.Atoi(strconv.Itoa(loop(5)))
    \tfmt.Fprintln(io.Discard, number, err, large(), total, counts)
    \tfmt.Fprintln(io.Discard, guarded(func() { panic(errors.New("first")) }))
    \tfmt.Fprintln(io.Discard, guarded(func() { fmt.Fprint(io.Discard, os.Args[len(words)]) }))
    }

    """

  /// Functions by their first addresses, in order.
  private struct Symbols {
    var starts: [UInt64] = []
    var names: [String] = []

    init(_ go: GoToolchain, _ program: String) throws {
      for line in try go.go(["tool", "nm", "-n", program]).split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3, words[1] == "T" || words[1] == "t",
          let start = UInt64(words[0], radix: 16), starts.last != start
        else { continue }
        starts.append(start)
        names.append(words[2])
      }
    }

    func index(of address: UInt64) -> Int? {
      let after = starts.partitioningIndex { $0 > address }
      return after > 0 ? after - 1 : nil
    }
  }

  static let access: String? = {
    guard let go = GoToolchain.installed.last else { return "no Go toolchain" }
    #if arch(x86_64)
      do {
        let program = try go.build(source)
        let symbols = try Symbols(go, program)
        guard let main = symbols.names.firstIndex(of: "main.main") else { return "no main.main" }
        _ = try SteppedProgram.records(of: program, from: symbols.starts[main], most: 10)
        return nil
      } catch {
        print("skipped: stepping through a program: \(error)")
        return "\(error)"
      }
    #else
      return "breakpoints are of amd64"
    #endif
  }()

  @Test(
    .enabled(if: access == nil, "programs cannot be stepped through here"),
    arguments: GoToolchain.installed)
  func theStackIsWhereItIsSaidToBe(go: GoToolchain) throws {
    let program = try go.build(Self.source)
    let symbols = try Symbols(go, program)
    let main = try #require(symbols.names.firstIndex(of: "main.main"))
    let records = try SteppedProgram.records(
      of: program, from: symbols.starts[main], most: 25_000)
    #expect(records.count > 10_000, "\(go): \(records.count) instructions")

    var request = ShowRequest()
    request.track = true
    let reached = Set(records.compactMap { symbols.index(of: $0.address) })
    request.targets = reached.map { "0x" + String(symbols.starts[$0], radix: 16) }
    var rows: [UInt64: StackTrack] = [:]
    for listing in try PanicScope.show(path: program, request: request).listings {
      for line in listing.lines { rows[line.address] = line.track }
    }

    var stack = CallStack()
    var compared: Set<String> = []
    var pointers = (stack: 0, frame: 0)
    var wrong: [String] = []
    for record in records {
      guard let index = symbols.index(of: record.address) else { continue }
      let name = symbols.names[index]
      let call = stack.call(
        of: record, in: name, isEntry: symbols.starts[index] == record.address)
      guard let call, let row = rows[record.address] else { continue }
      let place = "\(name)+0x" + String(record.address - symbols.starts[index], radix: 16)
      if let depth = row.depth {
        pointers.stack += 1
        compared.insert(name)
        let measured = call.atEntry.stackPointer - record.stackPointer
        if UInt64(bitPattern: Int64(depth)) != measured {
          wrong.append("\(place): SP at entry-\(measured), not entry-\(depth)")
        }
      }
      switch row.framePointer {
      case .unknown: break
      case .callers:
        pointers.frame += 1
        if record.framePointer != call.atEntry.framePointer { wrong.append("\(place): BP") }
      case .frame(let offset):
        pointers.frame += 1
        let expected = call.atEntry.stackPointer &+ UInt64(bitPattern: Int64(offset))
        if record.framePointer != expected {
          wrong.append("\(place): BP is not entry\(offset)")
        }
      }
    }
    print(
      "\(go): SP measured at \(pointers.stack), BP at \(pointers.frame) instructions of \(compared.count) functions"
    )
    #expect(wrong.isEmpty, "\(go): \(wrong.count): \(wrong.prefix(5))")
    #expect(compared.count >= 50)
    #expect(pointers.stack > 8_000 && pointers.frame > 8_000)
  }
}

extension [UInt64] {
  /// The first index whose element satisfies a condition that all behind it satisfy too.
  fileprivate func partitioningIndex(_ condition: (UInt64) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
