import CPanicScopeShims
import Glibc

/// Words that a BPF program and this one both read and write.
@safe
public final class SharedWords {
  private let map: Descriptor
  private let memory: UnsafeMutableRawPointer
  public let count: Int
  private static let size = 4096

  public init(map: Descriptor, count: Int) throws(SystemError) {
    self.map = map
    self.count = min(count, Self.size / 8)
    guard
      let memory = unsafe mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, map.number, 0),
      unsafe memory != MAP_FAILED
    else { throw SystemError("mmap", errno) }
    unsafe self.memory = memory
  }

  deinit { unsafe munmap(memory, Self.size) }

  /// 0 where there is none.
  public subscript(_ index: Int) -> UInt64 {
    get {
      guard (0..<count).contains(index) else { return 0 }
      return unsafe pcs_load_acquire_64(memory + 8 * index)
    }
    set {
      guard (0..<count).contains(index) else { return }
      unsafe pcs_store_release_64(memory + 8 * index, newValue)
    }
  }
}
