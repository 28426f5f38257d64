import ByteReading
import GoRuntimeModel
import ObjectFile

extension GoImage {
  /// Deeper nesting is the mark of a damaged table.
  private static let deepestInlining = 512

  /// The frames at `pc` as the source sees them, innermost first; the last is the function itself.
  /// For a return address pass `pc - 1`.
  ///
  /// Source: `inlineUnwinder` in `runtime/symtabinl.go`.
  public func logicalFrames(at pc: UInt64, in function: FunctionIndex) -> [LogicalFrame] {
    var frames: [LogicalFrame] = []
    var place = pc
    if let tree = funcdata(function, FuncDataIndex.inlineTree) {
      while frames.count < Self.deepestInlining,
        let index = pcdata(function, table: PCDataIndex.inlineTreeIndex, at: place), index >= 0,
        let call = inlinedCall(index, tree: tree)
      {
        frames.append(
          LogicalFrame(
            name: name(atOffset: call.nameOffset) ?? "", nameOffset: call.nameOffset,
            funcID: call.funcID, isWrapper: call.funcID == wrapperID,
            isInlined: true, location: location(of: place, in: function)))
        guard let parent = entry(function).advanced(bySigned: Int64(call.parentOffset)) else {
          break
        }
        place = parent
      }
    }
    let id = funcID(function)
    frames.append(
      LogicalFrame(
        name: name(function), nameOffset: nameOffset(function) ?? -1, funcID: id,
        isWrapper: id == wrapperID, isInlined: false,
        location: location(of: place, in: function)))
    return frames
  }

  /// The functions whose code holds inlined calls of the function `name`.
  public func functionsInlining(_ name: String) -> [FunctionIndex] {
    let wanted = [0] + Array(name.utf8) + [0]
    guard let names = bytes.part(header.names), let place = names.firstRange(of: wanted),
      let offset = Int32(exactly: place + 1)
    else { return [] }
    return allFunctions.filter { function in
      guard let tree = funcdata(function, FuncDataIndex.inlineTree) else { return false }
      let steps = pcdataSteps(function, table: PCDataIndex.inlineTreeIndex)
      guard let last = steps.map(\.value).max(), last >= 0, last < Self.mostInlinedCalls else {
        return false
      }
      return (0...last).contains { inlinedCall($0, tree: tree)?.nameOffset == offset }
    }
  }

  /// Names of functions that are `text` or end with it from a `/` or `.` on, with code or without.
  public func functionNames(endingWith text: String, most: Int) -> [String] {
    guard !text.isEmpty, let names = bytes.part(header.names) else { return [] }
    let wanted = Array(text.utf8) + [0]
    var found: [String] = []
    var start = 0
    while found.count < most, let place = names.firstRange(of: wanted, from: start) {
      start = place + 1
      guard let before = place == 0 ? 0 : names.uint8(at: place - 1),
        [0, UInt8(ascii: "/"), UInt8(ascii: ".")].contains(before)
      else { continue }
      var first = place
      while first > 0, place - first < Self.longestName, names.uint8(at: first - 1) != 0 {
        first -= 1
      }
      if let offset = Int32(exactly: first), let name = name(atOffset: offset) {
        found.append(name)
      }
    }
    return found
  }

  private static let longestName = 1 << 12

  /// The functions that the source of `function` calls and whose code was put in place of the call.
  public func functionsInlinedDirectly(in function: FunctionIndex) -> Set<String> {
    guard funcdata(function, FuncDataIndex.inlineTree) != nil else { return [] }
    var names: Set<String> = []
    var start: UInt32 = 0
    for step in pcdataSteps(function, table: PCDataIndex.inlineTreeIndex) {
      defer { start = step.endOffset }
      guard step.value >= 0 else { continue }
      let frames = logicalFrames(at: entry(function) &+ UInt64(start), in: function)
      if let outermost = frames.dropLast().last { names.insert(outermost.name) }
    }
    return names
  }

  private static let mostInlinedCalls: Int32 = 1 << 16

  /// `runtime.inlinedCall`, entry `index` of an inline tree.
  private func inlinedCall(
    _ index: Int32, tree: UInt64
  ) -> (nameOffset: Int32, parentOffset: Int32, funcID: UInt8)? {
    let shape = layout.inlinedCall
    guard let address = tree.adding(UInt64(UInt32(bitPattern: index)) &* UInt64(shape.size)),
      let place = object.addressMap.fileOffset(of: address, count: shape.size),
      let name = bytes.int32(at: place &+ shape.nameOff),
      let parent = bytes.int32(at: place &+ shape.parentPc),
      let id = bytes.uint8(at: place &+ shape.funcID)
    else { return nil }
    return (name, parent, id)
  }
}
