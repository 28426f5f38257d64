import ByteReading

extension CrashParser {
  private static let mostGoroutines = 2000
  private static let mostFrames = 400
  private static let mostRegisters = 64

  private mutating func beginNextGoroutine() {
    isInValue = false
    if wantsLocation { crash?.hasStackBeforeHeader = true }
    wantsLocation = false
    state = .goroutine
  }

  mutating func beginGoroutine(_ header: GoroutineHeader) {
    beginNextGoroutine()
    // One with a frame says enough of a crash that is only counted.
    if !keepsFrames && hasFrames { return }
    if let count = crash?.goroutines.count, count >= Self.mostGoroutines {
      crash?.omittedGoroutines += 1
      return
    }
    crash?.goroutines.append(
      CrashGoroutine(
        id: header.id, status: header.status, minutes: header.minutes,
        isLockedToThread: header.isLockedToThread, hasAddresses: header.hasAddresses))
  }

  /// A stack without a header.
  mutating func beginAnonymousGoroutine() {
    crash?.goroutines.append(CrashGoroutine(id: 0, status: ""))
    state = .goroutine
  }

  mutating func takeFrame(_ line: CrashLine) -> Bool {
    if line.isBlank { return true }
    if let header = GoroutineHeader(line.bytes) {
      beginGoroutine(header)
      return true
    }
    if wantsLocation, let location = CrashLocation(line.bytes.trimmed) {
      keepsTabs = keepsTabs || line.bytes.first == UInt8(ascii: "\t")
      wantsLocation = false
      setLocation(location)
      return true
    }
    let text = Self.withoutSlip(line.bytes)
    if let created = CreatorLine(text) {
      setCreator(created)
      return true
    }
    if line.bytes.hasSuffix("frames elided...") {
      if let index = lastGoroutine { crash?.goroutines[index].hasElidedFrames = true }
      return true
    }
    if let function = text.stackFunction {
      if wantsName { add(text.prefix(function.count).text, isInlined: function.isInlined) }
      wantsLocation = true
      return true
    }
    if crash?.fatalSignal != nil || crash?.signal != nil, Self.register(line) != nil {
      state = .registers
      return takeRegister(line)
    }
    if line.bytes.withoutTrailingSpaces.equals("runtime stack:") {
      state = .runtimeStack
      return true
    }
    if line.hasPrefix("\tgoroutine running on other thread") || line.hasPrefix("non-Go function")
      || line.hasPrefix("[originating from ") || line.hasPrefix("\tpc=0x")
    {
      return true
    }
    return takeFailureWhileDying(line) || takeUnknownPosition(line) || takeMemoryDump(line)
  }

  /// A line of a stack that begins at `start`, read in place; false when it may be anything else.
  mutating func takeStackLine(_ line: RawSpan, from start: Int, number: Int) -> Bool {
    guard state == .goroutine || state == .runtimeStack, readsPlainly else { return false }
    // Between stacks.
    if start == line.byteCount { return true }
    if line.byteOrZero(at: start) == UInt8(ascii: "\t") {
      let begin = start + 1
      let first = line.byteOrZero(at: begin)
      // Spaces that a page made wide, and `#011`.
      guard wantsLocation, first < 0x80, first != UInt8(ascii: "#"),
        line.byteCount - begin <= CrashLocation.longest,
        let place = StackLine.location(line, begin, line.byteCount)
      else { return false }
      keepsTabs = true
      wantsLocation = false
      if keepsFrames {
        setLocation(
          file: Self.text(line, begin, place.count), line: place.line, offset: place.offset,
          programCounter: place.programCounter)
      }
    } else if let function = StackLine.function(line, start, line.byteCount) {
      if wantsName { add(Self.text(line, start, function.count), isInlined: function.isInlined) }
      wantsLocation = true
    } else if !keepsFrames, hasFrames, StackLine.isHeader(line, from: start) {
      beginNextGoroutine()
    } else if !wantsLocation, !keepsFrames, StackLine.isCreator(line, from: start) {
      wantsLocation = true
    } else {
      return false
    }
    isBehindRuler = false
    extend(to: number)
    return true
  }

  private static func text(_ line: RawSpan, _ start: Int, _ end: Int) -> String {
    line.part(offset: start, count: end - start)?.text() ?? ""
  }

  /// Frames are kept, or the open crash has none yet.
  private var wantsName: Bool { keepsFrames || !hasFrames }

  /// Without the one or two spaces that copying by hand leaves; code is indented by more.
  private static func withoutSlip(_ line: LineText) -> LineText {
    let trimmed = line.trimmed
    let depth = line.count - trimmed.count
    return depth <= 2 && line.first == 0x20 ? trimmed : line
  }

  /// `runtime: unknown pc 0x33f6001a`, `runtime: g 0: unknown pc 0x33f6001a`: in no Go function.
  private mutating func takeUnknownPosition(_ line: CrashLine) -> Bool {
    guard line.hasPrefix("runtime: "), line.bytes.contains("unknown pc 0x") else { return false }
    if crash?.goroutines.count == 1, crash?.goroutines[0].frames.isEmpty == true {
      crash?.fatalSignal?.isOutsideGo = true
    }
    return true
  }

  /// `stack: frame={sp:...`, words of memory and the object that holds a bad pointer.
  func takeMemoryDump(_ line: CrashLine) -> Bool {
    if line.hasPrefix("stack: frame={") || line.hasPrefix(" *(object+") { return true }
    let digits = 16
    let text = line.rest(after: "0x") ?? line.bytes
    guard text.count > digits + 1, text[digits] == UInt8(ascii: ":") else { return false }
    return text.prefix(digits).hexadecimal != nil
  }

  /// Nil when the last goroutine was not kept.
  private var lastGoroutine: Int? {
    guard let count = crash?.goroutines.count, count > 0, crash?.omittedGoroutines == 0 else {
      return nil
    }
    return count - 1
  }

  private mutating func add(_ name: String, isInlined: Bool) {
    // Where they are not kept one says that there are some.
    hasFrames = true
    let frame = CrashFrame(function: name, isInlined: isInlined)
    if state == .runtimeStack {
      if let count = crash?.runtimeStack.count, count < Self.mostFrames {
        crash?.runtimeStack.append(frame)
      }
      return
    }
    guard let index = lastGoroutine else { return }
    // What stands below that line is the stack of the goroutine that started it.
    guard crash?.goroutines[index].createdBy == nil else { return }
    if crash?.goroutines[index].frames.count ?? 0 < Self.mostFrames {
      crash?.goroutines[index].frames.append(frame)
    } else {
      crash?.goroutines[index].hasElidedFrames = true
    }
  }

  /// Frames that a logger wrote, placed or not.
  mutating func addLogged(_ frames: [CrashFrame]) {
    hasFrames = true
    guard keepsFrames, let index = lastGoroutine, let count = crash?.goroutines[index].frames.count
    else { return }
    let room = Self.mostFrames - min(count, Self.mostFrames)
    crash?.goroutines[index].frames += frames.prefix(room)
    if frames.count > room { crash?.goroutines[index].hasElidedFrames = true }
  }

  /// By a name without its package.
  mutating func nameLastFrame(_ name: String) {
    guard let index = lastGoroutine, let last = crash?.goroutines[index].frames.indices.last else {
      return
    }
    let isRuntime = crash?.goroutines[index].frames[last].file?.contains("/src/runtime/") == true
    crash?.goroutines[index].frames[last].function = isRuntime ? "runtime." + name : name
  }

  private mutating func setCreator(_ line: CreatorLine) {
    wantsLocation = true
    guard keepsFrames, state == .goroutine, let index = lastGoroutine,
      crash?.goroutines[index].createdBy == nil
    else { return }
    crash?.goroutines[index].createdBy = CrashFrame(function: line.function.text)
    crash?.goroutines[index].creatorID = line.goroutine
  }

  mutating func setLocation(_ location: CrashLocation) {
    guard keepsFrames else { return }
    setLocation(
      file: location.file.text, line: location.line, offset: location.offset,
      programCounter: location.programCounter)
  }

  private mutating func setLocation(
    file: String, line: Int, offset: UInt64?, programCounter: UInt64?
  ) {
    if state == .runtimeStack {
      if let last = crash?.runtimeStack.indices.last {
        crash?.runtimeStack[last].place(file, line, offset, programCounter)
      }
      return
    }
    guard let index = lastGoroutine else { return }
    if let creator = crash?.goroutines[index].createdBy {
      if creator.file == nil {
        crash?.goroutines[index].createdBy?.place(file, line, offset, programCounter)
      }
    } else if let last = crash?.goroutines[index].frames.indices.last {
      crash?.goroutines[index].frames[last].place(file, line, offset, programCounter)
    }
  }

  // MARK: Registers

  /// `rax    0x0`, `r29     0x4000`
  private static func register(_ line: CrashLine) -> (name: String, value: UInt64)? {
    let longestName = 6
    let text = line.bytes.trimmed.withoutTrailingSpaces
    guard let first = text.first, first | 0x20 >= UInt8(ascii: "a"),
      first | 0x20 <= UInt8(ascii: "z"),
      let space = (0..<min(text.count, longestName + 1)).first(where: {
        LineText.isSpace(text[$0])
      }),
      let value = text.dropFirst(space).trimmed.rest(after: "0x")?.hexadecimal
    else { return nil }
    return (text.prefix(space).text, value)
  }

  mutating func takeRegister(_ line: CrashLine) -> Bool {
    guard let register = Self.register(line) else {
      if let header = GoroutineHeader(line.bytes) {
        beginGoroutine(header)
        return true
      }
      return line.isBlank
    }
    if keepsFrames, crash?.registers.count ?? 0 < Self.mostRegisters {
      crash?.registers[register.name] = register.value
    }
    return true
  }
}

extension CrashFrame {
  mutating func place(at location: CrashLocation) {
    place(location.file.text, location.line, location.offset, location.programCounter)
  }

  fileprivate mutating func place(
    _ file: String, _ line: Int, _ offset: UInt64?, _ programCounter: UInt64?
  ) {
    self.file = file
    self.line = line
    self.offset = offset
    self.programCounter = programCounter
  }
}
