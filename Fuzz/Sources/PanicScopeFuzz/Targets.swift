import ByteReading
import Glibc
import GoBinary
import GoRuntimeModel
import MachineCode
import ObjectFile
import PanicScope
import PostMortem

private func mapped(_ bytes: [UInt8]) -> MappedFile? {
  try? MappedFile(copying: bytes.span.bytes)
}

func fuzzObjectFile(_ bytes: [UInt8]) {
  guard let file = mapped(bytes), let object = try? ObjectFile(file: file) else { return }
  _ = (object.goBuildID, object.gnuBuildID, object.neededLibraries, object.hasSymbols)
  _ = object.symbol(named: "no such symbol")
  for segment in object.segments {
    for address in [segment.address, segment.endOfBytes, segment.endOfBytes &- 8, .max] {
      _ = (object.word(at: address), object.addressMap.bytes(from: address))
      _ = object.relocations.addresses(setTo: address)
      _ = object.firstAddress(ofWord: 0x1234, in: segment, from: address)
    }
    object.forEachAddress(ofWord: 1, in: segment) { _ in true }
  }
  for section in object.sections {
    _ = object.addressMap.address(ofFileOffset: section.range.offset)
    _ = object.word(at: section.address)
  }
}

func fuzzMachineCode(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let architecture: CodeArchitecture = first & 1 == 0 ? .amd64 : .arm64
  let decoder = Decoder(architecture)
  let code = bytes.span.bytes
  let address: UInt64 = first & 2 == 0 ? 0x40_1000 : .max &- 16
  for offset in 1..<max(2, bytes.count) {
    let instruction = decoder.decode(code, at: offset, address: address)
    precondition(instruction.length <= 15)
  }
  let graph = ControlFlowGraph(
    code: code, range: 1..<bytes.count, address: address, decoder: decoder)
  for block in graph.blocks {
    precondition(block.successor0 < Int32(graph.blocks.count))
    precondition(block.successor1 < Int32(graph.blocks.count))
    precondition(block.instructions.upperBound <= graph.instructions.count)
  }
  for address in graph.addresses {
    _ = (graph.block(containing: address), graph.instructionIndex(at: address &+ 1))
  }
}

func fuzzImage(_ bytes: [UInt8]) {
  guard let file = mapped(bytes), let object = try? ObjectFile(file: file),
    let image = try? GoImage(file: file, object: object)
  else { return }
  _ = image.disagreements(found: image.functions(named: GoImage.witnessNames))
  _ = (image.dataSections(), image.textBytes().byteCount)
  for index in 0...UInt32(clamping: image.functionCount) {
    let function = FunctionIndex(rawValue: index)
    let entry = image.entry(function)
    _ = (image.name(function), image.scope(of: function), image.package(of: function))
    _ = (image.openCodedDefers(function), image.wrappedFunction(function))
    _ = (image.stackDeltas(function).count, image.declaration(function))
    _ = (image.argumentSize(function), image.flags(function), image.deferReturn(function))
    _ = image.withCode(function) { code, _ in code.byteCount }
    let last = entry &+ UInt64(clamping: image.codeSize(function)) &- 1
    for pc in [entry, last, entry &+ (last &- entry) / 2] {
      _ = (image.logicalFrames(at: pc, in: function).count, image.function(containing: pc))
    }
    for table in -1..<5 { _ = image.pcdata(function, table: table, at: last) }
    for table in -1..<9 { _ = image.funcdata(function, table).flatMap(image.word) }
  }
}

func fuzzAudit(_ bytes: [UInt8]) {
  withScratchFile(bytes) { path in
    guard let report = try? PanicScope.audit(path: path) else { return }
    var options = ReportOptions()
    options.sites = true
    for format in ReportFormat.allCases {
      var out = OutputBuffer()
      report.write(as: format, options: options, into: &out)
    }
  }
}

/// Each input does one of the things that `show`, `diff` and `upgrade` do: every one of them audits the
/// program, which takes most of the time.
func fuzzShow(_ bytes: [UInt8]) {
  let choice = bytes.reduce(0) { ($0 &* 31) &+ Int($1) } & 7
  withScratchFile(bytes) { path in
    switch choice {
    case 0:
      _ = PanicScope.upgrade(paths: [path], to: PanicScope.newestKnownGo)
    case 1:
      _ = try? PanicScope.difference(old: path, new: path, function: "main.main")
    case 2, 3:
      var tables = ShowRequest()
      tables.defers = true
      tables.sites = true
      tables.runtime = true
      tables.track = choice == 3
      guard let evidence = try? PanicScope.show(path: path, request: tables) else { return }
      var out = OutputBuffer()
      evidence.writeText(options: EvidenceOptions(), into: &out)
    default:
      var request = ShowRequest()
      request.targets = ["main.main", "runtime.gopanic"]
      request.graph = true
      request.track = true
      request.syntax = AssemblySyntax.allCases[choice % AssemblySyntax.allCases.count]
      guard let evidence = try? PanicScope.show(path: path, request: request) else { return }
      var out = OutputBuffer()
      evidence.writeText(options: EvidenceOptions(), into: &out)
    }
  }
}

func fuzzConfiguration(_ bytes: [UInt8]) {
  withScratchFile(bytes) { _ = try? Configuration(contentsOf: $0) }
}

func fuzzBaseline(_ bytes: [UInt8]) {
  withScratchFile(bytes) { _ = try? Baseline(contentsOf: $0) }
}

func fuzzCrashText(_ bytes: [UInt8]) {
  var log = CrashLog()
  // The first byte says how the log comes in blocks.
  let block = max(1, Int(bytes.first ?? 1))
  var offset = 1
  while offset < bytes.count {
    let end = min(offset + block, bytes.count)
    log.read(Array(bytes[offset..<end]))
    offset = end
  }
  var report = ExplainReport(
    tool: AuditReport.Tool(name: "fuzz", version: "0"), source: .text, subject: "input")
  report.remains = log.finish().crashes.map { CrashClassifier($0, audit: nil).remains() }
  for format in ExplainFormat.allCases {
    var out = OutputBuffer()
    report.write(as: format, options: ExplainReportOptions(), into: &out)
  }
}

func fuzzCore(_ bytes: [UInt8]) {
  guard let file = mapped(bytes), let core = try? CoreFile(file: file) else { return }
  _ = (core.executable, core.signal, core.threads.map(\.stackPointer))
  for segment in core.addressMap.segments.prefix(64) {
    _ = core.bytes(at: segment.address, count: 64)
    _ = core.word(at: segment.address &+ segment.memorySize &- 4)
  }
}

/// A core of a program that is as it was built: goroutines, panics, deferred calls and the report.
func fuzzCore(_ bytes: [UInt8], of image: GoImage) {
  guard let file = mapped(bytes), let core = try? CoreFile(file: file),
    let program = CoreProgram(core: core, image: image)
  else { return }
  var report = ExplainReport(
    tool: AuditReport.Tool(name: "fuzz", version: "0"), source: .core, subject: "input")
  report.remains = CoreExplainer(program, audit: nil).remains().remains
  for format in ExplainFormat.allCases {
    var out = OutputBuffer()
    report.write(as: format, options: ExplainReportOptions(), into: &out)
  }
}

/// Readers that take a path get a file in the folder `TMPDIR`, which `Fuzz/run` puts into memory.
private func withScratchFile(_ bytes: [UInt8], _ body: (String) -> Void) {
  let path = "\(environment("TMPDIR"))/panicscope-fuzz-\(getpid())"
  let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
  guard descriptor >= 0 else { fatalError("cannot write \(path)") }
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written > 0 else { fatalError("cannot write \(path)") }
    rest = rest.dropFirst(written)
  }
  close(descriptor)
  body(path)
}
