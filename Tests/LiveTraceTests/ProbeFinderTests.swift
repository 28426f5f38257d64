import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import ObjectFile
import TestSupport
import Testing

@testable import LiveTrace

@Suite struct ProbeFinderTests {
  /// Ways to build that move or drop what a finder could lean on.
  struct Build: CustomStringConvertible, Sendable {
    var toolchain: GoToolchain
    var flags: [String]
    var environment: [String: String] = [:]
    var description: String { "\(toolchain) \(flags) \(environment)" }
  }

  private struct Probe: Hashable {
    var kind: ProbeKind
    var function: String
    init(_ kind: ProbeKind, _ function: String) {
      self.kind = kind
      self.function = function
    }
  }

  static let builds: [Build] = GoToolchain.installed.flatMap {
    toolchain in
    [
      Build(toolchain: toolchain, flags: []),
      Build(toolchain: toolchain, flags: ["-ldflags=-s -w"]),
      Build(toolchain: toolchain, flags: ["-gcflags=all=-N -l"]),
      Build(toolchain: toolchain, flags: ["-buildmode=pie"]),
      Build(toolchain: toolchain, flags: ["-ldflags=-s -w"], environment: ["GOARCH": "arm64"]),
    ]
  }

  @Test func theToolchainsAreThere() { #expect(!Self.builds.isEmpty) }

  @Test(arguments: builds)
  func everyPointIsFound(build: Build) throws {
    let path = try build.toolchain.build(
      TraceProgram.source, flags: build.flags, environment: build.environment)
    let image = try openImage(path)
    let finder = try ProbeFinder(image)
    #expect(finder.missing.isEmpty)
    // What `contract` shows of this version.
    let version = GoVersion(build.toolchain.major, build.toolchain.minor)
    let expected = ProbeRuleTable.rules(for: version).map { Probe($0.kind, $0.function) }
    #expect(Set(finder.points.map { Probe($0.kind, $0.function) }) == Set(expected))
    let isARM = build.environment["GOARCH"] == "arm64"
    for point in finder.points {
      let place = try #require(Int(exactly: point.fileOffset))
      let (first, second) = opcode(image.file, place)
      if !isARM {
        let isEmulated =
          switch point.instruction {
          case .push: first == 0x55
          case .call: first == 0xE8
          case .jump: first == 0xEB || first == 0xE9
          case .branch: first >> 4 == 7 || (first == 0x0F && second >> 4 == 8)
          }
        #expect(isEmulated, "\(point)")
        let stands = point.frame == .beforePush
        #expect(stands == (point.instruction == .push || isLeaf(point, build)), "\(point)")
      }
    }
    // What stands before an entry's stack check would be hit again after the stack has grown.
    for kind in [ProbeKind.gopanicEnter, .goexitEnter, .recoveryEnter] {
      let point = try #require(finder.points.first { $0.kind == kind })
      let function = try #require(image.function(containing: point.address))
      #expect(point.address > image.entry(function))
    }
  }

  private func opcode(_ file: MappedFile, _ place: Int) -> (UInt8, UInt8) {
    (file.bytes.uint8(at: place) ?? 0, file.bytes.uint8(at: place + 1) ?? 0)
  }

  private func isLeaf(_ point: ProbePoint, _ build: Build) -> Bool {
    point.function == "runtime.gorecover" && build.toolchain.minor <= 25
  }

  @Test(arguments: builds)
  func theVerdictIsReadFromTheRightSide(build: Build) throws {
    let path = try build.toolchain.build(
      TraceProgram.source, flags: build.flags, environment: build.environment)
    let point = try #require(
      ProbeFinder(openImage(path)).points.first { $0.kind == .recoverVerdict })
    let verdict = try #require(point.verdict)
    #expect(!verdict.takenMeansRecovers)
    let isARM = build.environment["GOARCH"] == "arm64"
    let comparesPointers = build.toolchain.minor <= 25
    func registers(zero: Bool) -> ProbeRegisters {
      let architecture: CodeArchitecture = isARM ? .arm64 : .amd64
      var words = [UInt64](repeating: 0, count: ProbeRegisters.count(architecture))
      if zero { words[words.count - 1] = isARM ? 1 << 30 : 1 << 6 }
      if isARM, !comparesPointers { words[0] = zero ? 0 : 1 }
      return ProbeRegisters(architecture: architecture, words: words)
    }
    // Equal pointers recover up to Go 1.25; from 1.26 on a flag that is not 0 does.
    #expect(verdict.recovers(registers(zero: true)) == comparesPointers)
    #expect(verdict.recovers(registers(zero: false)) == !comparesPointers)
  }

  @Test func argumentsAreKnownWhereTheTraceReadsThem() throws {
    for build in Self.builds where build.environment.isEmpty && build.toolchain.minor >= 21 {
      let path = try build.toolchain.build(TraceProgram.source, flags: build.flags)
      let points = try ProbeFinder(openImage(path)).points
      for point in points {
        switch point.kind {
        case .gopanicEnter, .deferCallSaveRun, .recoveryEnter, .fatalPanic, .throwEnter,
          .fatalEnter, .fatalThrow, .dieFromSignal, .exit:
          #expect(point.argumentsAreIntact, "\(build): \(point)")
        case .deferRun, .goexitRun:
          #expect(point.argumentsAreIntact || build.toolchain.minor == 21, "\(build): \(point)")
        default: break
        }
      }
    }
  }
}

func openImage(_ path: String) throws -> GoImage {
  let file = try MappedFile(path: path)
  return try GoImage(file: file, object: ObjectFile(file: file))
}
