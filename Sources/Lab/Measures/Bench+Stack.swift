import PanicContract

/// SP and BP: by the code, and stepped.
extension Bench {
  /// A function's beginning, up to where it calls something.
  func entryTrail(_ function: String) throws(LabFailure) -> MeasureResult {
    let evidence = try source.show(binary, functions: [function])
    let lines = try listing(of: function, in: evidence).lines
    let first = Array(lines.prefix { $0.callee == nil }.prefix(16))
    var result = MeasureResult()
    guard let pushed = first.firstIndex(where: { $0.text.hasPrefix("PUSHQ BP") }) else {
      throw LabFailure("\(function) has no frame")
    }
    result.readings.append(
      Reading(
        "\(function): before PUSHQ BP", first[..<pushed].map(Self.mnemonic).joined(separator: " ")))
    let depths = first.compactMap(\.track?.depth)
    result.readings.append(
      Reading("\(function): bytes below its entry", depths.max().map(String.init) ?? "?"))
    for register in ["AX", "BX", "R14"] {
      let store = first.first {
        $0.text.hasPrefix("MOVQ \(register), ") && $0.text.hasSuffix("(SP)")
      }
      guard let store, let depth = store.track?.depth, let place = Self.offset(store.text) else {
        result.readings.append(Reading("\(function): \(register) is stored", "no"))
        continue
      }
      let offset = place - Int(depth)
      result.readings.append(
        Reading(
          "\(function): \(register) is stored", "at entry SP\(offset < 0 ? "" : "+")\(offset)"))
    }
    let pointers = first.map { line in
      let depth = line.track?.depth.map { $0 == 0 ? "SP" : "SP-\(hexadecimal(UInt64(max(0, $0))))" }
      let frame: String =
        switch line.track?.framePointer {
        case .callers?: "the caller's"
        case .frame(let place)?: place <= 0 ? "entry-\(-place)" : "entry+\(place)"
        default: "?"
        }
      return
        "\(hexadecimal(line.address))  \((depth ?? "?").padded(to: 10)) BP \(frame.padded(to: 14)) \(line.text)"
    }
    result.exhibits = [
      Exhibit(
        "SP and BP before each instruction of \(function)", engine: "its code", lines: pointers)
    ]
    return result
  }

  private static func mnemonic(_ line: FunctionListing.Line) -> String {
    line.text.prefix { $0 != " " }.lowercased()
  }

  /// `MOVQ AX, 0xb0(SP)`
  private static func offset(_ text: String) -> Int? {
    guard let comma = text.lastIndex(of: ","), let open = text.lastIndex(of: "(") else {
      return nil
    }
    let digits = text[text.index(after: comma)..<open].drop { $0 == " " }
    if digits.isEmpty { return 0 }
    return digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits)
  }

  /// How many instructions after the CALL it takes until BP and SP are the function's own.
  func window(_ function: String, _ argument: String) throws(LabFailure) -> MeasureResult {
    let (run, path) = try steppedWindow(function, argument)
    // The stepper stands where the prologue's stack check has passed; the check's instructions
    // are in the code before it.
    let evidence = try source.show(binary, functions: [function])
    let code = try listing(of: function, in: evidence).lines
    guard let first = path.segments.first,
      let before = code.firstIndex(where: { $0.address == first.address })
    else { throw LabFailure("\(function) was not reached") }
    let entry = first.stackPointer
    var result = MeasureResult()
    var lines: [String] = []
    for (index, line) in code[..<before].enumerated() {
      lines.append("\(index)  SP entry      BP the caller's   \(line.text)  (by the code)")
    }
    var own: Int?
    var final: Int?
    for (index, segment) in path.segments.prefix(12).enumerated() {
      let number = before + index
      let text = code.first { $0.address == segment.address }?.text ?? "?"
      let depth = entry &- segment.stackPointer
      let isOwn = segment.framePointer == entry &- 8
      if isOwn, own == nil { own = number }
      if own != nil, depth > 8, final == nil { final = number }
      lines.append(
        "\(number)  SP entry\(depth == 0 ? "     " : "-\(depth)".padded(to: 5)) BP "
          + "\(isOwn ? "this frame's" : "the caller's")  \(text)")
    }
    result.readings = [
      Reading(
        "\(function): instructions until BP is its own", own.map(String.init) ?? "not seen"),
      Reading("\(function): until SP is final", final.map(String.init) ?? "not seen"),
    ]
    result.exhibits = [
      Exhibit("SP and BP before each instruction of \(function)", engine: run.engine, lines: lines)
    ]
    return result
  }

  func stops(_ functions: [String], _ argument: String) throws(LabFailure) -> MeasureResult {
    var result = MeasureResult()
    var lines: [String] = []
    var engine = "ptrace"
    for function in functions {
      let (run, path) = try steppedWindow(function, argument)
      engine = run.engine
      let first = path.segments.first
      result.readings.append(
        Reading("stack at \(function)", first?.stack.rawValue ?? "not reached"))
      lines.append(
        "\(function.padded(to: 24)) SP \(hexadecimal(first?.stackPointer ?? 0)) on \(first?.stack.rawValue ?? "?")"
      )
    }
    result.exhibits = [Exhibit("stacks on the way", engine: engine, lines: lines)]
    return result
  }

  private func steppedWindow(
    _ function: String, _ argument: String
  ) throws(LabFailure) -> (TracedRun, SteppedPath) {
    try requireNative()
    let run = try source.trace(quietCommand(argument), .window(function: function))
    guard let path = run.paths.first else { throw LabFailure("\(function) was not reached") }
    return (run, path)
  }

  func path(_ argument: String) throws(LabFailure) -> MeasureResult {
    try requireNative()
    var run = try source.trace(quietCommand(argument), .path)
    // The runtime may reschedule a goroutine that is slow since it is stepped.
    for _ in 0..<4 where run.paths.first.map({ $0.gaps > 0 }) ?? true {
      run = try source.trace(quietCommand(argument), .path)
    }
    guard let path = run.paths.first else { throw LabFailure("no panic was stepped") }
    let name = "way of \(argument)"
    var lines = path.segments.prefix(400).map { segment in
      "\("\(segment.instructions)".padded(to: 6)) \(segment.stack.rawValue.padded(to: 10)) "
        + "SP \(hexadecimal(segment.stackPointer))  \(segment.function ?? "?")"
    }
    if path.gaps > 0 { lines.append("\(path.gaps) gaps where the goroutine was rescheduled") }
    return MeasureResult(
      readings: [
        Reading("\(name): instructions", "\(path.instructions)"),
        Reading("\(name): stack switches", "\(path.stackSwitches)"),
        Reading("\(name): bytes deep", "\(path.depth)"),
        Reading(
          "\(name): per cent with SP no multiple of 16",
          "\(path.unalignedInstructions * 100 / max(1, path.instructions))"),
        Reading("\(name): end", path.end.rawValue),
      ],
      exhibits: [Exhibit(name, engine: run.engine, lines: lines)])
  }

  func landing(_ argument: String) throws(LabFailure) -> MeasureResult {
    try requireNative()
    var run = try source.trace(quietCommand(argument), .path)
    for _ in 0..<4 where run.paths.first?.landing == nil {
      run = try source.trace(quietCommand(argument), .path)
    }
    guard let landing = run.paths.first?.landing else {
      throw LabFailure("no panic was stepped up to where execution goes on")
    }
    // The function is found by its calls: the address alone tells no name here.
    let evidence = try source.show(binary, functions: ["main.\(argument)Defer"])
    let code = try listing(of: "main.\(argument)Defer", in: evidence)
    let index = code.lines.firstIndex { $0.address == landing.address }
    let next = index.map { Array(code.lines[$0...].prefix(4)) } ?? []
    let before = index.flatMap { $0 > 0 ? code.lines[$0 - 1] : nil }
    let place = next.first.map(\.text) ?? "outside \(code.function)"
    return MeasureResult(
      readings: [
        Reading("\(argument): goes on at", place),
        Reading("\(argument): AX", landing.result == 1 ? "1" : "not 1"),
        Reading("\(argument): SP above that of the panic", "\(landing.height)"),
      ],
      exhibits: [
        Exhibit(
          "where \(code.function) goes on", engine: run.engine,
          lines: [
            "PC \(hexadecimal(landing.address))  SP \(hexadecimal(landing.stackPointer))  "
              + "BP \(hexadecimal(landing.framePointer))  AX \(hexadecimal(landing.result))"
          ] + (before.map { ["before: " + line($0)] } ?? []) + next.map(line))
      ])
  }
}
