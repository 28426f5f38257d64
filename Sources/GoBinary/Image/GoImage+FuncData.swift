import ByteReading
import GoRuntimeModel
import ObjectFile

extension GoImage {
  /// Address of a function's `FUNCDATA_…` (`FuncDataIndex`); nil when it has none.
  public func funcdata(_ function: FunctionIndex, _ index: Int) -> UInt64? {
    guard index >= 0, let record = record(function),
      let count = bytes.uint8(at: record &+ layout.function.nfuncdata), index < count,
      let tables = bytes.uint32(at: record &+ layout.function.npcdata),
      let before = Int(tables).adding(index),
      let offset = bytes.uint32(at: record &+ layout.function.size &+ before &* 4),
      offset != UInt32.max
    else { return nil }
    return moduleData.funcdata.adding(UInt64(offset))
  }

  /// Nil for a function without open-coded defers.
  /// Source: `(*state).emitOpenDeferInfo` in `cmd/compile/internal/ssagen/ssa.go`.
  public func openCodedDefers(_ function: FunctionIndex) -> OpenCodedDeferInfo? {
    guard let address = funcdata(function, FuncDataIndex.openCodedDeferInfo),
      let range = object.addressMap.bytes(from: address), let bytes = bytes.part(range)
    else { return nil }
    var cursor = ByteCursor(bytes)
    do throws(ByteError) {
      guard let bits = UInt32(exactly: try cursor.uleb128()),
        let second = UInt32(exactly: try cursor.uleb128())
      else { return nil }
      guard layout.listsOpenCodedClosures else {
        return OpenCodedDeferInfo(deferBitsOffset: bits, slots: .array(offset: second))
      }
      let mostOpenCodedDefers = 8
      guard second <= mostOpenCodedDefers else { return nil }
      var closures: [UInt32] = []
      for _ in 0..<second {
        guard let offset = UInt32(exactly: try cursor.uleb128()) else { return nil }
        closures.append(offset)
      }
      return OpenCodedDeferInfo(deferBitsOffset: bits, slots: .closures(closures))
    } catch {
      return nil
    }
  }

  /// Entry of the function that a wrapper wraps, when the compiler tells it (static callees).
  public func wrappedFunction(_ function: FunctionIndex) -> UInt64? {
    guard let address = funcdata(function, FuncDataIndex.wrapInfo),
      let place = object.addressMap.fileOffset(of: address, count: 4),
      let offset = bytes.uint32(at: place)
    else { return nil }
    return moduleData.text.address(of: offset)
  }

  /// At most so many words come as parameters, as far as the compiler tells: what lies in further
  /// registers at a call was left there. Nil where that is not known.
  ///
  /// Source: `EmitArgInfo` in `cmd/compile/internal/ssagen/ssa.go`.
  public func mostParameterWords(_ function: FunctionIndex) -> Int? {
    guard let address = funcdata(function, FuncDataIndex.argInfo) else {
      // No list is made for a function without parameters; assembly may lack one too.
      guard let record = record(function) else { return nil }
      return bytes.uint32(at: record &+ layout.function.args) == 0 ? 0 : nil
    }
    guard let range = object.addressMap.bytes(from: address), let list = bytes.part(range) else {
      return nil
    }
    // The dictionary of a generic function is not listed.
    var count = name(function).contains("[") ? 1 : 0
    var place = 0
    while place < ParameterListMark.longest, let byte = list.uint8(at: place) {
      place += 1
      switch byte {
      case ParameterListMark.end: return count
      case ParameterListMark.startAggregate, ParameterListMark.endAggregate: continue
      case ParameterListMark.offsetTooLarge: count += 1
      case ..<ParameterListMark.first:
        place += 1
        count += 1
      // Longer than what a traceback prints, or not known.
      default: return nil
      }
    }
    return nil
  }
}
