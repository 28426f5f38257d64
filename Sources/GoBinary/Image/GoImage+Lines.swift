import ByteReading
import GoRuntimeModel

extension GoImage {
  /// The source line of the instruction at `pc`: of the innermost inlined call there, if any.
  /// For a return address pass `pc - 1`.
  public func location(of pc: UInt64, in function: FunctionIndex) -> SourcePosition? {
    guard let fileTable = recordWord(function, layout.function.pcfile),
      let lineTable = recordWord(function, layout.function.pcln),
      let fileNumber = value(table: fileTable, at: pc, in: function),
      let line = value(table: lineTable, at: pc, in: function),
      let file = fileName(fileNumber, in: function)
    else { return nil }
    return SourcePosition(file: file, line: Int(line))
  }

  /// File and line of the function's declaration: those of its first instruction, with the line of
  /// the `func` keyword where the version tells it.
  public func declaration(_ function: FunctionIndex) -> SourcePosition? {
    guard var position = location(of: entry(function), in: function) else { return nil }
    if let line = startLine(function), line > 0 { position.line = line }
    return position
  }

  /// The name of the file with this number in the function's compilation unit.
  private func fileName(_ number: Int32, in function: FunctionIndex) -> String? {
    guard number >= 0, let unit = recordWord(function, layout.function.cuOffset),
      let slot = unit.adding(UInt32(number)),
      let place = header.compilationUnits.part(from: Int(slot) &* 4, count: 4),
      let offset = bytes.uint32(at: place.offset)
    else { return nil }
    let start = Int(offset)
    guard start < header.files.count,
      let length = bytes.nulTerminatedLength(
        at: header.files.offset &+ start,
        limit: min(FunctionNames.longest, header.files.count &- start)),
      let range = header.files.part(from: start, count: length)
    else { return nil }
    return text(range)
  }
}
