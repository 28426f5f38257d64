import CapstoneText
import MachineCode
import TestSupport
import Testing

/// The Go syntax against what `go tool objdump` prints for the same bytes.
@Suite struct ObjdumpComparisonTests {
  private static let source = """
    package main

    import (
    	"fmt"
    	"os"
    	"strconv"
    )

    type shape interface{ area() float64 }
    type square struct{ side float64 }

    func (s square) area() float64 { return s.side * s.side }

    func guarded(f func()) (err error) {
    	defer func() {
    		if r := recover(); r != nil {
    			err = fmt.Errorf("caught: %v", r)
    		}
    	}()
    	f()
    	return nil
    }

    func main() {
    	var shapes []shape
    	for _, text := range os.Args {
    		side, err := strconv.ParseFloat(text, 64)
    		if err == nil {
    			shapes = append(shapes, square{side})
    		}
    	}
    	done := make(chan bool)
    	go func() {
    		fmt.Println(guarded(func() { fmt.Println(shapes[len(os.Args)].area()) }))
    		done <- true
    	}()
    	<-done
    }
    """

  @Test(arguments: [("amd64", CodeArchitecture.amd64), ("arm64", .arm64)])
  func readsAsObjdump(_ name: String, _ architecture: CodeArchitecture) throws {
    guard let go = GoToolchain.installed.last, go.minor >= 24 else {
      print("not compared with go tool objdump: no Go toolchain of 1.24 or later")
      return
    }
    let program = try go.build(Self.source, environment: ["GOARCH": name])
    let listing = try go.go(["tool", "objdump", "-s", "^(main|fmt|strconv|sort|os)[.]", program])
    guard let printer = InstructionPrinter(architecture: architecture, syntax: .go) else {
      Issue.record("Capstone has no \(name)")
      return
    }

    var same = 0
    var others: [String] = []
    for line in listing.split(separator: "\n") {
      guard let expected = Line(line, architecture) else { continue }
      let text = printer.text(bytes: expected.bytes, address: expected.address) { _ in
        expected.symbol
      }
      if text == expected.text {
        same += 1
      } else if !expected.isKnownDifference(from: text) {
        others.append("\(expected.text) here \(text)")
      }
    }
    print("\(name): \(same) instructions read as objdump's, \(others.count) do not")
    #expect(same > 10_000)
    #expect(others.count * 1000 <= same, "\(Set(others).sorted().prefix(40))")
  }
}

/// One line of a listing.
private struct Line {
  var address: UInt64
  var bytes: [UInt8] = []
  var text: String
  /// The name in the text, for the printer to find.
  var symbol: String?

  init?(_ line: Substring, _ architecture: CodeArchitecture) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: true)
    guard fields.count >= 4, fields[1].hasPrefix("0x"), fields[3] != "?",
      let address = UInt64(fields[1].dropFirst(2), radix: 16)
    else { return nil }
    self.address = address
    var digits = fields[2]
    while digits.count >= 2 {
      guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      digits = digits.dropFirst(2)
    }
    if architecture == .arm64 { bytes.reverse() }
    text = String(fields[3])
    text = Self.absolute(text, address)
    guard let mark = text.range(of: "(SB)") else { return }
    let head = text[..<mark.lowerBound]
    // An operand ends at a comma outside of brackets: names of generic functions have commas too.
    var depth = 0
    let start = head.indices.last { index in
      if head[index] == "]" { depth += 1 }
      if head[index] == "[" { depth -= 1 }
      return depth == 0 && head[index] == " "
    }
    symbol = start.map { String(head[head.index(after: $0)...]) }
  }

  /// `4(PC)` counts instructions (bytes from the page for ADRP); we print the address.
  private static func absolute(_ text: String, _ address: UInt64) -> String {
    guard let mark = text.range(of: "(PC)"),
      let space = text[..<mark.lowerBound].lastIndex(of: " "),
      let number = Int64(text[text.index(after: space)..<mark.lowerBound])
    else { return text }
    let isPage = text.hasPrefix("ADRP")
    let base = isPage ? address & ~0xFFF : address
    let target = base &+ UInt64(bitPattern: text.hasPrefix("ADR") ? number : number * 4)
    return text[...space] + "0x" + String(target, radix: 16) + text[mark.upperBound...]
  }

  /// Where the printer differs on purpose: the suffix B of byte operations, Intel's type suffix of
  /// vector moves, the sign of displacements, operands that only repeat what the opcode says.
  func isKnownDifference(from other: String) -> Bool {
    func reduced(_ text: String) -> String {
      var words = text.split(separator: " ").map(String.init)
      guard let opcode = words.first else { return text }
      let base = opcode.replacing("_XMM", with: "")
      words[0] = base.last.map { "BLQ".contains($0) } == true ? String(base.dropLast()) : base
      return words.joined(separator: " ").replacing("ES:", with: "")
    }
    if reduced(text) == reduced(other) { return true }
    let differsInSign = text.contains("0xfffff") && other.contains("-0x")
    return differsInSign || text == "INT $0x3"
  }
}
