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
}
