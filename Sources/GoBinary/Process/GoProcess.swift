public import GoRuntimeModel
import ObjectFile

/// A Go program in memory: its executable, where that was loaded, and the memory itself.
///
/// Everything is found through the layouts of the runtime (`RuntimeLayout`); no DWARF is needed and
/// symbols only save a search. Chains are followed with limits, so that damaged memory costs
/// bounded time.
public struct GoProcess: Sendable {
  public let image: GoImage
  public let memory: any TargetMemory
  /// What was added to the file's addresses (modulo 2^64); 0 for programs that are not
  /// position-independent.
  public let loadBias: UInt64

  public init(image: GoImage, memory: any TargetMemory, loadBias: UInt64 = 0) {
    self.image = image
    self.memory = memory
    self.loadBias = loadBias
  }

  public var layout: RuntimeLayout { image.layout }

  /// The address in the file's own address space.
  public func fileAddress(_ address: UInt64) -> UInt64 { address &- loadBias }
  /// The address in the process.
  public func processAddress(_ address: UInt64) -> UInt64 { address &+ loadBias }

  /// Whether the memory holds this very program at this place: its moduledata must be where the file
  /// says and point to its pclntab.
  public var isConsistent: Bool {
    let data = image.moduleData
    let layout = layout.moduleData
    let base = processAddress(data.address)
    return memory.word(at: base &+ UInt64(layout.pcHeader)) == processAddress(image.header.address)
      && memory.word(at: base &+ UInt64(layout.text)) == processAddress(data.text.start)
      && memory.word(at: base &+ UInt64(layout.etext)) == processAddress(data.text.end)
  }

  /// The function that holds the instruction at a process address.
  public func function(containing pc: UInt64) -> FunctionIndex? {
    image.function(containing: fileAddress(pc))
  }

  /// The entry of the function that a funcval (closure) calls, as a process address; nil when it
  /// points to no Go code.
  public func entry(ofFuncval address: UInt64) -> UInt64? {
    guard let entry = memory.word(at: address), function(containing: entry) != nil else {
      return nil
    }
    return entry
  }

  /// Whether the address lies in memory that the program was built with and cannot write, where the
  /// texts of its string constants are.
  public func isReadOnlyData(_ address: UInt64) -> Bool {
    let object = image.object
    guard let segment = object.addressMap.segment(containing: fileAddress(address)) else {
      return false
    }
    return !segment.isWritable && !segment.isExecutable
  }

  /// A word of moduledata.
  func moduleWord(_ offset: Int) -> UInt64? {
    memory.word(at: processAddress(image.moduleData.address) &+ UInt64(offset))
  }
}
