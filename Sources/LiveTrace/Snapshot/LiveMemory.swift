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
    // Structures may cross a page's end, and long runs are read as one.
    guard count <= Int(Self.pageSize) - offset, let page = page(address - UInt64(offset)) else {
      return (try? remote.bytes(at: address, count: count))
        ?? image.constantBytes(at: address &- loadBias, count: count)
    }
    return Array(page[offset..<offset + count])
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
