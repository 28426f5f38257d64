import Foundation
import TestSupport
import Testing

/// A Go function as `go tool objdump` prints it.
private struct DisassembledFunction {
  var name: String
  var start: UInt64
  /// It contains `CALL runtime.deferreturn`: it has defer statements.
  var defers = false
  /// It contains `CALL runtime.deferproc`, `deferprocStack` or `deferprocat`.
  var callsDeferproc = false
  var recovers: Set<UInt64> = []
  var spawns: Set<UInt64> = []

  /// The functions of a binary, by address.
  static func all(in binary: String, by toolchain: GoToolchain) throws -> [DisassembledFunction] {
    let filter = #"""
      function hexadecimal() { match($0, /0x[0-9a-f]+/); return substr($0, RSTART + 2, RLENGTH - 2) }
      /^TEXT / { print "TEXT", $2; first = 1; next }
      first && /0x/ { print "START", hexadecimal(); first = 0 }
      /CALL runtime\.(deferreturn|deferproc|deferprocStack|deferprocat|gorecover|newproc)\(SB\)/ {
        match($0, /CALL runtime\.[a-zA-Z]+/)
        call = substr($0, RSTART + 13, RLENGTH - 13)
        print call, hexadecimal()
      }
      """#
    let output = try Tool.run(
      "/bin/sh",
      [
        "-c", "\"$1\" tool objdump \"$2\" | awk \"$3\"", "sh",
        toolchain.root + "/bin/go", binary, filter,
      ])
    var functions: [DisassembledFunction] = []
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { continue }
      if words[0] == "TEXT" {
        functions.append(DisassembledFunction(name: String(words[1]), start: 0))
        continue
      }
      guard let address = UInt64(words[1], radix: 16), !functions.isEmpty else { continue }
      let last = functions.count - 1
      switch words[0] {
      case "START": functions[last].start = address
      case "deferreturn": functions[last].defers = true
      case "gorecover": functions[last].recovers.insert(address)
      case "newproc": functions[last].spawns.insert(address)
      default: functions[last].callsDeferproc = true
      }
    }
    return functions.sorted { $0.start < $1.start }
  }
}

/// Counts against Go's own disassembler, on the `go` command of the toolchains.
@Suite("Counts against go tool objdump")
struct ObjdumpCountsTests {
  /// Functions that defer and those of them that never call `deferproc`, measured by hand once.
  static let known = [
    "1.21.13": (defers: 455, open: 427), "1.24.11": (defers: 523, open: 491),
    "1.27.3": (defers: 633, open: 592),
  ]

  @Test(arguments: [21, 24, 27])
  func goCommand(minor: Int) throws {
    let toolchain = try #require(GoToolchain.installed(1, minor), "run Scripts/setup-toolchains")
    let binary = toolchain.root + "/bin/go"
    let functions = try DisassembledFunction.all(in: binary, by: toolchain)
    let audit = try Tool.audit(binary)

    // The oracle itself.
    let deferring = functions.filter(\.defers)
    if let known = Self.known[toolchain.version] {
      #expect(deferring.count == known.defers)
      #expect(deferring.count { !$0.callsDeferproc } == known.open)
    }
    #expect(deferring.count > 400)

    func index(of address: String?) -> Int? {
      guard let text = address, let value = UInt64(text.dropFirst(2), radix: 16) else { return nil }
      var low = 0
      var high = functions.count
      while low < high {
        let middle = (low + high) / 2
        if functions[middle].start <= value { low = middle + 1 } else { high = middle }
      }
      return low == 0 ? nil : low - 1
    }

    var kinds: [Int: Set<String>] = [:]
    for site in audit.defers {
      let owner = try #require(index(of: site.address), "\(site)")
      kinds[owner, default: []].insert(site.kind)
    }
    var differences: [String] = []
    for (number, function) in functions.enumerated() {
      let found = kinds[number] ?? []
      if function.defers != !found.isEmpty {
        differences.append("\(function.name): defers \(function.defers), the audit has \(found)")
      } else if function.defers, function.callsDeferproc != (found != ["open-coded"]) {
        differences.append("\(function.name): deferproc \(function.callsDeferproc), \(found)")
      }
    }
    #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
  }
}
