import CCapstoneOracle
import MachineCode
import TestSupport
import Testing

/// Capstone is asked about every instruction of an arm64 program.
@Suite struct ARM64OracleTests {
  /// A program with the runtime, maps, strings, reflection and formatting in it.
  private static let text: TextSection? = {
    let source = """
      package main

      import (
      	"fmt"
      	"os"
      	"sort"
      )

      func main() {
      	words := map[string]int{}
      	for _, w := range os.Args {
      		words[w]++
      	}
      	keys := make([]string, 0, len(words))
      	for k := range words {
      		keys = append(keys, k)
      	}
      	sort.Strings(keys)
      	fmt.Println(keys, words)
      }
      """
    guard let go = GoToolchain.installed.last,
      let program = try? go.build(source, environment: ["GOARCH": "arm64"])
    else {
      print("comparisons over an arm64 program are not run: no Go toolchain")
      return nil
    }
    return TextSection(program)
  }()

  @Test func effectsAreThoseOfCapstone() {
    guard let text = Self.text else { return }
    let decoder = ARM64Decoder()
    let code = text.bytes.span.bytes
    var differences = Differences()
    var compared = 0
    var unknown = 0
    for offset in stride(from: 0, to: text.bytes.count - 3, by: 4) {
      let word = text.bytes[offset..<offset + 4].reversed().reduce(0 as UInt32) {
        $0 << 8 | UInt32($1)
      }
      let address = text.address &+ UInt64(offset)
      let own = decoder.decode(code, at: offset, address: address)
      guard word != 0 else {
        #expect(own.flow == .trap)
        continue
      }
      var theirs = capstone_oracle_instruction()
      capstone_oracle_decode(word, address, &theirs)
      let comparison = ARM64Comparison(own: own, theirs: theirs)
      guard theirs.decoded else {
        // Debian's Capstone does not know the atomics of LSE.
        unknown += own.flow == .undecoded ? 0 : 1
        continue
      }
      compared += 1
      for kind in comparison.differences {
        differences.note(
          kind, "\(String(address, radix: 16)): \(String(word, radix: 16)) \(comparison.operands)")
      }
    }
    print("\(compared) arm64 instructions compared, \(unknown) that only we decode")
    #expect(compared > 100_000)
    #expect(differences.total == 0, "\(differences)")
  }
}

private struct ARM64Comparison {
  var own: Instruction
  var theirs: capstone_oracle_instruction

  private var name: String {
    withUnsafeBytes(of: theirs.mnemonic) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  var operands: String {
    withUnsafeBytes(of: theirs.operands) {
      name + " " + String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  var differences: [String] {
    guard own.flow != .undecoded else { return ["\(name): undecoded"] }
    return (flow + writes + memory + constants).map { "\(name): \($0)" }
  }

  private var isCall: Bool { own.flow == .call || own.flow == .indirectCall }

  private var flow: [String] {
    var found: [String] = []
    let jumps: [Flow] = [.jump, .indirectJump, .branch]
    if isCall != theirs.is_call { found.append("call") }
    if jumps.contains(own.flow) != theirs.is_jump { found.append("jump") }
    if (own.flow == .return) != theirs.is_return { found.append("return") }
    if own.target != (theirs.has_target ? theirs.target : 0) { found.append("target") }
    return found
  }

  private var writes: [String] {
    // Capstone 4 counts the first operand of comparisons, and of MSR, as written.
    let wrong = ["cmp", "cmn", "tst", "ccmp", "ccmn", "msr"]
    if isCall || own.flow == .return || wrong.contains(name) {
      return own.writes == 0 ? [] : ["writes"]
    }
    if name == "svc" { return own.writes == 3 ? [] : ["writes"] }
    return own.writes == theirs.writes
      ? [] : ["writes \(String(own.writes, radix: 2)) not \(String(theirs.writes, radix: 2))"]
  }

  private var memory: [String] {
    guard theirs.has_memory else { return [] }
    var found: [String] = []
    if theirs.has_index != own.hasIndex { found.append("index") }
    if theirs.base != own.base.rawValue { found.append("base") }
    if !theirs.has_index, theirs.displacement != own.value { found.append("place") }
    let stores: [MachineCode.Operation] = [.store, .storeConstant, .storePair]
    let isStore = stores.contains(own.operation) || own.writesMemory
    if isStore != name.hasPrefix("st") { found.append("store \(isStore)") }
    return found
  }

  private var constants: [String] {
    guard theirs.immediates > 0 else { return [] }
    let same =
      switch own.operation {
      // Of MOVZ and MOVN Capstone gives the part before the shift.
      case .constant where name == "movz" || name == "movn": true
      case .constant, .orConstant:
        own.value == theirs.immediate
          || own.value & 0xFFFF_FFFF == theirs.immediate & 0xFFFF_FFFF
            && own.width == 4
      case .address:
        own.value.magnitude == theirs.immediate.magnitude
          || own.value.magnitude == theirs.immediate.magnitude << 12
      default: true
      }
    return same ? [] : ["constant \(own.value) not \(theirs.immediate)"]
  }
}
