import ByteReading
import GoRuntimeModel

/// What the story of a panic is made of, of each record in words: two panics whose records give the
/// same words are told in the same sentences.
///
/// Left out is what differs between them and is not told: times, threads, numbers of goroutines. Places
/// on the stack count from its end, since every goroutine has a stack of its own.
struct StoryKey {
  private typealias Header = RecordLayout.Header
  private let decoder: RecordDecoder

  init(_ decoder: RecordDecoder) { self.decoder = decoder }

  /// What a record lacks of that which it should have: its deferred call may be none, its value no text.
  func missing(
    _ record: RawSpan, point: Int, _ layout: RecordLayout
  ) -> ProbeEvent.MissingParts {
    var missing = ProbeEvent.MissingParts(
      rawValue: UInt16(truncatingIfNeeded: record.uint32OrZero(at: Header.missing)))
    guard !missing.isEmpty else { return missing }
    if missing.contains(.rest), decoder.hasWholeRecover(record, point, layout) {
      missing.remove(.rest)
    }
    if hasNoClosure(record, layout) { missing.remove(.closure) }
    let type = Int32(record.byteOrZero(at: layout.type + TypeBytes.kind)) & TypeBytes.kindMask
    if layout.kind.hasValueBytes, type != TypeBytes.string { missing.remove(.valueText) }
    return missing
  }

  /// A panic or Goexit that has run out of deferred calls.
  func hasNoClosure(_ record: RawSpan, _ layout: RecordLayout) -> Bool {
    layout.kind.closure == .argument(0) && decoder.argument(1, record, layout) & 0xff == 0
  }

  /// Adds the words of a record; false when it cannot be compared, since more is missing than the
  /// rest of a long chain.
  func append(
    _ record: RawSpan, point: Int, _ layout: RecordLayout, missing: ProbeEvent.MissingParts,
    to words: inout [UInt64]
  ) -> Bool {
    guard missing.isSubset(of: .rest) else { return false }
    let kind = layout.kind
    let model = layout.runtime.goroutine
    let high = record.uint64OrZero(at: layout.goroutine + model.stack + 8)
    func fromEnd(_ address: UInt64) -> UInt64 { address == 0 ? 0 : high &- address }
    words.append(UInt64(point) | UInt64(missing.rawValue) << 32)
    words.append(decoder.programCounter(record, layout) &- decoder.address(ofPoint: point))
    words.append(fromEnd(record.uint64OrZero(at: layout.goroutine + model._panic)))
    if let verdict = decoder.verdict(ofPoint: point, record, layout) { words.append(verdict) }
    if kind.hasDetails { appendDetails(record, layout, to: &words) }
    if kind.panics > 0 { appendPanic(record, layout, fromEnd, to: &words) }
    if kind.defers > 0 { appendDefer(record, layout, to: &words) }
    if kind.hasValue { appendValue(record, layout, to: &words) }
    if kind.hasValueAddresses { words.append(decoder.argument(0, record, layout)) }
    if kind.closure != nil { appendClosure(record, layout, to: &words) }
    // Up to Go 1.25 a recover compares its argument with the panic's.
    if decoder.kind(ofPoint: point) == .recoverEnter, layout.runtime.panic.argp != nil {
      words.append(fromEnd(decoder.argument(0, record, layout)))
    }
    if kind.callers > 0 { appendCallers(record, layout, to: &words) }
    if kind.hasCurrent && kind.stack > 0 { appendHiddenCallers(record, layout, to: &words) }
    return true
  }

  /// Who called a function that faulted without a frame is on the stack and not among the callers: of
  /// such panics whatever may be an address of code counts.
  private func appendHiddenCallers(
    _ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]
  ) {
    let fault = record.uint64OrZero(at: layout.goroutine + layout.runtime.goroutine.sigpc)
    let callers = min(Int(record.uint32OrZero(at: Header.callerCount)), layout.kind.callers)
    // The runtime's own functions between the fault and runtime.gopanic.
    let mostOwn = 4
    guard
      (0..<min(callers, mostOwn)).contains(where: {
        record.uint64OrZero(at: layout.callers + 16 * $0 + 8) == fault
      })
    else { return }
    let farthestCode: UInt64 = 1 << 28
    let count = min(Int(record.uint32OrZero(at: Header.stackCount)), layout.kind.stack)
    for offset in stride(from: 0, to: count & ~7, by: 8) {
      let word = record.uint64OrZero(at: layout.stack + offset)
      if max(word, fault) - min(word, fault) < farthestCode { words.append(word) }
    }
  }

  private func appendDetails(
    _ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]
  ) {
    let model = layout.runtime.goroutine
    guard layout.kind.hasCurrent else {
      // Where execution resumes; at a panic's beginning it is of no meaning.
      words.append(record.uint64OrZero(at: layout.goroutine + model.sched + 8))
      return
    }
    words.append(UInt64(record.uint32OrZero(at: layout.goroutine + model.sig)))
    for member in [model.sigcode0, model.sigcode1, model.sigpc, model.gopc, model.startpc] {
      words.append(record.uint64OrZero(at: layout.goroutine + member))
    }
  }

  private func appendPanic(
    _ record: RawSpan, _ layout: RecordLayout, _ fromEnd: (UInt64) -> UInt64,
    to words: inout [UInt64]
  ) {
    guard record.uint32OrZero(at: Header.panicCount) > 0 else { return words.append(0) }
    let model = layout.runtime.panic
    let start = layout.panics + 8
    words.append(fromEnd(record.uint64OrZero(at: layout.panics)))
    words.append(model.argp.map { fromEnd(record.uint64OrZero(at: start + $0)) } ?? 0)
    words.append(model.retpc.map { record.uint64OrZero(at: start + $0) } ?? 0)
    let isOpenCoded = model.deferBitsPtr.map { record.uint64OrZero(at: start + $0) != 0 } ?? false
    var flags: UInt64 = isOpenCoded ? 1 : 0
    for (place, member) in [model.recovered, model.goexit].enumerated() {
      flags |= UInt64(record.byteOrZero(at: start + member)) << (8 * (place + 1))
    }
    words.append(flags)
  }

  private func appendDefer(_ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]) {
    guard record.uint32OrZero(at: Header.deferCount) > 0 else { return words.append(0) }
    let model = layout.runtime.deferRecord
    let start = layout.defers + 16
    words.append(record.uint64OrZero(at: start + model.pc))
    words.append(model.openDefer.map { UInt64(record.byteOrZero(at: start + $0)) } ?? 0)
  }

  private func appendValue(_ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]) {
    words.append(decoder.argument(0, record, layout))
    guard layout.kind.hasValueBytes else { return }
    words.append(decoder.argument(1, record, layout))
    let count = Int(record.uint32OrZero(at: Header.valueCount))
    words.append(UInt64(count))
    append(record, layout.value, min(count, RecordLayout.valueSize), to: &words)
    let length = Int(clamping: record.uint64OrZero(at: layout.text))
    words.append(UInt64(length))
    append(record, layout.text + 8, min(length, RecordLayout.textSize), to: &words)
  }

  private func append(
    _ record: RawSpan, _ place: Int, _ count: Int, to words: inout [UInt64]
  ) {
    for offset in stride(from: 0, to: count & ~7, by: 8) {
      words.append(record.uint64OrZero(at: place + offset))
    }
    for offset in (count & ~7)..<count {
      words.append(UInt64(record.byteOrZero(at: place + offset)))
    }
  }

  private func appendClosure(_ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]) {
    guard !hasNoClosure(record, layout), record.uint64OrZero(at: layout.closure) != 0 else {
      return words.append(0)
    }
    words.append(record.uint64OrZero(at: layout.closure + 16))
  }

  private func appendCallers(_ record: RawSpan, _ layout: RecordLayout, to words: inout [UInt64]) {
    if layout.kind.frame != .established { words.append(record.uint64OrZero(at: layout.top)) }
    let count = min(Int(record.uint32OrZero(at: Header.callerCount)), layout.kind.callers)
    words.append(UInt64(count))
    for index in 0..<count {
      words.append(record.uint64OrZero(at: layout.callers + 16 * index + 8))
    }
  }
}
