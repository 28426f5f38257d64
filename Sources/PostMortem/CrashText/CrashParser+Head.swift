extension CrashParser {
  /// A line between the first one and the first goroutine.
  mutating func takeHead(_ line: CrashLine) -> Bool {
    if line.isBlank { return isInValue ? continueValue(line) : true }
    if let header = GoroutineHeader(line.bytes) {
      beginGoroutine(header)
      return true
    }
    if takeSignal(line) || takeFatalSignalDetail(line) { return true }
    if let value = line.indentedRest(after: "panic: ") {
      addPanic(value.text)
      return true
    }
    if let text = line.indentedRest(after: "fatal error: ") {
      crash?.fatalError = text.text
      isInValue = false
      return true
    }
    if line.bytes.withoutTrailingSpaces.equals("runtime stack:") {
      isInValue = false
      state = .runtimeStack
      return true
    }
    if takeFailureWhileDying(line) { return true }
    if line.hasPrefix("exit status ") { return false }
    // What `go test` says of the package.
    if line.hasPrefix("FAIL\t") || line.hasPrefix("FAIL    ") {
      isInValue = false
      return true
    }
    if Self.isOfKernel(line) {
      crash?.isForeign = true
      isInValue = false
      return true
    }
    if isInValue { return continueValue(line) }
    // Wrapped by what it was copied through.
    if crash?.fatalError?.isEmpty == true, !line.isBlank {
      crash?.fatalError = Self.unquoted(line.bytes.trimmed).text
      return true
    }
    if line.hasPrefix("runtime: ") || line.hasPrefix("unexpected fault address ") {
      if let count = crash?.prefaces.count, count < Self.mostPrefaces {
        crash?.prefaces.append(line.bytes.prefix(500).text)
      }
      return true
    }
    return line.isBlank || takeMemoryDump(line)
  }

  mutating func takeFailureWhileDying(_ line: CrashLine) -> Bool {
    guard line.hasPrefix("panic during panic") || line.hasPrefix("stack trace unavailable") else {
      return false
    }
    crash?.failedWhileDying = true
    return true
  }

  /// What the kernels of BSD print behind a `panic: ...` of their own.
  private static func isOfKernel(_ line: CrashLine) -> Bool {
    if line.hasPrefix("cpuid = ") || line.hasPrefix("KDB: ") || line.hasPrefix("ddb{") {
      return true
    }
    return line.bytes.contains(wordsOfKernels)
  }

  /// The console may have mixed other letters in.
  private static let wordsOfKernels = MarkerSearch([
    ": Begin traceback...", "topped at ", "() at netbsd:", "End of stack trace",
  ])

  /// What their own `panic: ...` says.
  static func isOfKernel(value: LineText) -> Bool {
    value.hasPrefix("kernel diagnostic assertion ") || value.hasPrefix("vop_generic_badop")
  }

  private mutating func continueValue(_ line: CrashLine) -> Bool {
    guard var panic = crash?.panics.last else { return false }
    if line.isBlank {
      blankLines += 1
      return true
    }
    // What the runtime's own errors say is one line.
    if panic.value.hasPrefix("runtime error: ") { return false }
    // After the blank line that ends the message stand the stacks; a program's next line of log
    // looks the same as one more line of its value.
    if blankLines > 0 && foreignRun > 0 { return false }
    let text = (line.rest(after: "\t") ?? line.bytes).text
    guard panic.value.utf8.count + text.utf8.count < Self.longestValue else { return true }
    panic.value += String(repeating: "\n", count: blankLines + 1) + text
    blankLines = 0
    Self.takeMarks(from: &panic)
    isInValue = !panic.recovered
    crash?.panics.removeLast()
    crash?.panics.append(panic)
    return true
  }

  // MARK: Signals

  private mutating func takeSignal(_ line: CrashLine) -> Bool {
    // A prompt or the rest of a progress bar may stand before it.
    let whole = line.bytes.withoutClosing
    guard whole.last == UInt8(ascii: "]"),
      let begin = whole.hasPrefix("[signal ") ? 0 : whole.lastOffset(of: "[signal SIG"),
      begin == 0 || whole.contains(" pc=0x")
    else { return false }
    let rest = whole.dropFirst(begin + "[signal ".utf8.count)
    let words = rest.dropLast().words
    guard let first = words.first else { return false }
    let name = first.prefix(first.firstOffset(of: UInt8(ascii: ":")) ?? first.count).text
    var signal = CrashText.Signal(name: SignalNameTable.oldNames[name] ?? name)
    for word in words {
      if let value = word.rest(after: "code=") { signal.code = value.number }
      if let value = word.rest(after: "addr=") { signal.address = value.number }
      if let value = word.rest(after: "pc=") { signal.programCounter = value.number }
    }
    isInValue = false
    crash?.signal = signal
    return true
  }

  /// `PC=0x47d5e9 m=0 sigcode=1 addr=0x0` and what may follow.
  private mutating func takeFatalSignalDetail(_ line: CrashLine) -> Bool {
    guard var signal = crash?.fatalSignal else { return false }
    defer { crash?.fatalSignal = signal }
    if line.hasPrefix("PC=0x") {
      for word in line.bytes.withoutClosing.words {
        if let value = word.rest(after: "PC=") { signal.programCounter = value.number }
        if let value = word.rest(after: "m=") {
          signal.machine = value.decimal.flatMap { Int(exactly: $0) }
        }
        if let value = word.rest(after: "addr=") { signal.address = value.number }
        if let value = word.rest(after: "sigcode=") {
          // Printed as an unsigned number by some versions.
          signal.code =
            Int64(value.text) ?? value.decimal.map { Int64(Int32(truncatingIfNeeded: $0)) }
        }
      }
      return true
    }
    if line.hasPrefix("signal arrived during cgo execution")
      || line.hasPrefix("signal arrived during external code execution")
    {
      signal.isInC = true
      return true
    }
    // On Windows the stack comes without a goroutine's header.
    if signal.name.hasPrefix("exception "), CrashFrame(functionLine: line.bytes) != nil {
      beginAnonymousGoroutine()
      return takeFrame(line)
    }
    return line.hasPrefix("instruction bytes:")
  }
}
