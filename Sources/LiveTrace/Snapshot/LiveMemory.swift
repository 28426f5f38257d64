import GoBinary
import ProcessControl
import Synchronization

/// A process's memory as it is now, page by page, each page read once; what an event has captured
/// counts more. When the process is gone, its file still has what cannot have changed.
final class LiveMemory: TargetMemory {
  private let captured: [MemoryBytes]
  private let remote: RemoteMemory
  private let image: GoImage
  private let loadBias: UInt64
  private let pages = Mutex<[UInt64: [UInt8]]>([:])
  private static let pageSize: UInt64 = 4096
  private static let mostPages = 1 << 14

  init(process: Int32, image: GoImage, loadBias: UInt64, captured: [MemoryBytes] = []) {
    remote = RemoteMemory(process: process)
    self.image = image
    self.loadBias = loadBias
    self.captured = captured
  }

  func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    guard count > 0 else { return [] }
    if let bytes = captured.bytes(at: address, count: count) { return bytes }
    let offset = Int(address % Self.pageSize)
    guard count <= Int(Self.pageSize) - offset else {
      return acrossPages(address, count) ?? (try? remote.bytes(at: address, count: count))
        ?? image.constantBytes(at: address &- loadBias, count: count)
    }
    guard let page = page(address - UInt64(offset)) else {
      return image.constantBytes(at: address &- loadBias, count: count)
    }
    return Array(page[offset..<offset + count])
  }

  /// Whether the process has this address still.
  func isThere(_ address: UInt64) -> Bool { (try? remote.bytes(at: address, count: 1)) != nil }

  /// Copies the pages of a range in one step, to be looked at when the process may be gone.
  func copy(_ range: Range<UInt64>) {
    let start = range.lowerBound & ~(Self.pageSize - 1)
    guard range.upperBound > start, range.upperBound - start <= Self.pageSize << 8 else { return }
    let count = (range.upperBound - start + Self.pageSize - 1) / Self.pageSize
    guard let bytes = try? remote.bytes(at: start, count: Int(count * Self.pageSize)) else {
      return
    }
    pages.withLock { pages in
      guard pages.count + Int(count) <= Self.mostPages else { return }
      for index in 0..<Int(count) {
        let offset = index * Int(Self.pageSize)
        pages[start + UInt64(offset)] = Array(bytes[offset..<offset + Int(Self.pageSize)])
      }
    }
  }

  /// What was copied of a structure that crosses pages; nil unless all of it was.
  private func acrossPages(_ address: UInt64, _ count: Int) -> [UInt8]? {
    pages.withLock { pages in
      var result: [UInt8] = []
      var place = address
      while result.count < count {
        let offset = Int(place % Self.pageSize)
        guard let page = pages[place - UInt64(offset)] else { return nil }
        result += page[offset...].prefix(count - result.count)
        place = place - UInt64(offset) &+ Self.pageSize
      }
      return result
    }
  }

  private func page(_ address: UInt64) -> [UInt8]? {
    pages.withLock { pages in
      if let known = pages[address] { return known }
      guard let bytes = try? remote.bytes(at: address, count: Int(Self.pageSize)) else {
        return nil
      }
      if pages.count >= Self.mostPages { pages = [:] }
      pages[address] = bytes
      return bytes
    }
  }
}
