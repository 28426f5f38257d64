internal import ByteReading
internal import CapstoneText
internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

/// Writes one function down, instruction by instruction.
struct ListingBuilder {
  let context: AuditContext
  let recovers: RecoverJudge
  let match: FunctionMatch
  let options: EvidenceReader.ListingOptions

  private static let paddingOfAMD64: UInt8 = 0xCC

  func listing() -> FunctionListing {
    let image = context.image
    let f = match.function
    var values = ValueTracker(image: image, roles: context.roles, model: context.store.model)
    values.run(f)
    var annotator = ListingAnnotator(context: context, recovers: recovers, function: f)
    annotator.annotate(values)
    var lines = lines(values, annotator.notes)
    if options.tracks, image.codeSize(f) <= ValueTracker.codeLimit {
      addTracks(to: &lines, values)
    }
    let entry = image.entry(f)
    let end = lines.last.map { $0.address &+ UInt64($0.bytes.count) } ?? entry
    var facts = facts(of: f)
    if image.codeSize(f) > ValueTracker.codeLimit {
      facts.append("of \(image.codeSize(f)) bytes the first \(ValueTracker.codeLimit) are shown")
    }
    let declaration = image.declaration(f).map { SourceLocation(file: $0.file, line: $0.line) }
    return FunctionListing(
      function: image.name(f), entry: entry, end: end, location: declaration,
      scope: context.scope(of: f), facts: facts, lines: lines)
  }

  // MARK: instructions

  private func lines(
    _ values: ValueTracker, _ notes: [UInt64: [String]]
  ) -> [FunctionListing.Line] {
    let image = context.image
    let f = match.function
    let range = image.codeRange(f)
    let entry = image.entry(f)
    guard let printer = InstructionPrinter(architecture: context.architecture, syntax: syntax)
    else { return [] }
    var lines: [FunctionListing.Line] = []
    let count = values.graph.instructions.count - paddingCount(values, range)
    for i in values.graph.instructions.indices.prefix(max(count, 0)) {
      let instruction = values.graph.instructions[i]
      let address = values.graph.addresses[i]
      let at = range.lowerBound &+ Int(truncatingIfNeeded: address &- entry)
      let step = context.architecture == .amd64 ? 1 : 4
      let length = instruction.length == 0 ? step : Int(instruction.length)
      let bytes = image.bytes(at..<min(at &+ length, range.upperBound))
      let text = printer.text(bytes: bytes, address: address) { name(of: $0) }
      let target = instruction.target == 0 ? nil : instruction.target
      let location = context.location(of: address, in: f)
      lines.append(
        FunctionListing.Line(
          address: address, bytes: bytes, text: text, target: target,
          callee: target.flatMap { image.function(startingAt: $0) }.map { image.name($0) },
          location: location, notes: notes[address] ?? [],
          isMarked: isMarked(address, length, location), track: nil))
    }
    return lines
  }

  private var syntax: InstructionPrinter.Syntax {
    switch options.syntax {
    case .go: .go
    case .gnu: .gnu
    case .intel: .intel
    }
  }

  private func name(of address: UInt64) -> String? {
    let image = context.image
    if let f = image.function(startingAt: address) { return image.name(f) }
    if let f = context.index.functionWords[address] { return image.name(f) + "·f" }
    return image.typeName(at: address).map { "type:" + $0 }
  }

  private func isMarked(_ address: UInt64, _ length: Int, _ location: SourceLocation?) -> Bool {
    if let wanted = match.addresses {
      return wanted.lowerBound >= address && wanted.lowerBound &- address < UInt64(length)
    }
    guard let wanted = match.line, let location else { return false }
    return location.line == wanted.line && location.file == wanted.file
  }

  /// What the linker puts between functions: INT3 on amd64, zeros on arm64.
  private func paddingCount(_ values: ValueTracker, _ range: Range<Int>) -> Int {
    let image = context.image
    let file = image.file
    let entry = image.entry(match.function)
    var count = 0
    for (instruction, address) in zip(
      values.graph.instructions.reversed(), values.graph.addresses.reversed())
    {
      let at = range.lowerBound &+ Int(truncatingIfNeeded: address &- entry)
      let isPadding =
        context.architecture == .amd64
        ? instruction.length == 1 && file.bytes.uint8(at: at) == Self.paddingOfAMD64
        : file.bytes.uint32(at: at) == 0
      guard isPadding else { break }
      count += 1
    }
    return count
  }

  // MARK: the stack

  private func addTracks(to lines: inout [FunctionListing.Line], _ values: ValueTracker) {
    var tracker = StackTracker(
      image: context.image, roles: context.roles, model: context.store.model)
    tracker.run(match.function)
    for i in lines.indices where i < tracker.depths.count {
      let depth = tracker.depths[i]
      let frame = tracker.framePointers[i]
      let pointer: StackTrack.FramePointer =
        switch frame {
        case StackTracker.unknown: .unknown
        case StackTracker.callers: .callers
        default: .frame(Int32(clamping: frame))
        }
      let argument = values.arguments[i]?.first ?? values.returned[i]
      let track = StackTrack(
        depth: depth == StackTracker.unknown ? nil : Int32(clamping: depth),
        tableDepth: tracker.tableDepths[i] == StackTracker.beyondTable
          ? nil : tracker.tableDepths[i],
        framePointer: pointer,
        firstArgument: argument.flatMap { words(for: $0, values) })
      lines[i].track = track
      if tracker.overwritesReturnAddress(i) {
        lines[i].notes.append(
          "overwrites the return address: no panic finds the caller from here on")
      }
      if track.isMismatch {
        lines[i].notes.append("SP is not where pcsp has it: no panic can be unwound through here")
      }
    }
  }

  private func words(for origin: Origin, _ values: ValueTracker) -> String? {
    switch origin {
    case .unknown: return nil
    case .constant(let value):
      return name(of: value) ?? "0x" + String(value, radix: 16)
    case .frame(let offset):
      return "&frame" + (offset < 0 ? "-" : "+") + "0x" + String(offset.magnitude, radix: 16)
    case .place(let number):
      let place = values.places[number]
      guard place.path.isEmpty else { return nil }
      switch place.root {
      case .parameter(let index): return "argument \(index)"
      case .result(let address, _): return "result of 0x" + String(address, radix: 16)
      default: return nil
      }
    }
  }

  // MARK: the function as a whole

  private func facts(of f: FunctionIndex) -> [String] {
    let image = context.image
    var facts: [String] = []
    let deepest = image.stackDeltas(f).map(\.value).max() ?? 0
    facts.append("frame of \(deepest) bytes")
    if image.isWrapper(f) {
      let wrapped = image.wrappedFunction(f).flatMap { image.function(startingAt: $0) }
      facts.append(
        "wrapper (funcID \(image.funcID(f))), which recover looks through"
          + (wrapped.map { ", of \(image.name($0))" } ?? ""))
    }
    let flags = image.flags(f)
    if flags.contains(.assembly) { facts.append("written in assembly") }
    if flags.contains(.topFrame) { facts.append("outermost frame of its stack (TOPFRAME)") }
    if flags.contains(.writesStackPointer) {
      facts.append("sets SP freely (SPWRITE): a panic that must pass it ends the process")
    }
    let resume = image.deferReturn(f)
    if resume != 0 {
      let defers = context.defers.defers(in: f)
      let kinds = Dictionary(grouping: defers, by: \.kind).mapValues(\.count)
      let words = DeferSite.Kind.allCases.compactMap { kind in
        kinds[kind].map { "\($0) \(kind.rawValue)" }
      }
      facts.append(
        words.isEmpty
          ? "defers in an inlined or unreached part"
          : words.joined(separator: ", ")
            + (defers.count == 1 ? " defer" : " defers"))
      facts.append(
        "deferreturn exit at 0x" + String(image.entry(f) &+ UInt64(resume), radix: 16))
    }
    if let slots = image.openCodedDefers(f).flatMap(DeferSlots.init) {
      facts.append("deferBits at entry SP\(slots.bits)")
    }
    return facts
  }
}
