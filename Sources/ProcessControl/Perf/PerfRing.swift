import ByteReading
import CPanicScopeShims
import Glibc

/// The ring of the probes of one processor.
@safe
public final class PerfRing {
  private let owner: PerfProbe
  private let base: UnsafeMutableRawPointer
  private let page: Int
  private let size: Int

  /// `size` is a power of two of at least a page.
  public init(_ owner: PerfProbe, size: Int) throws(SystemError) {
    self.owner = owner
    self.size = size
    page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let memory = unsafe mmap(
      nil, page + size, PROT_READ | PROT_WRITE, MAP_SHARED, owner.descriptor.number, 0)
    guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
      throw SystemError("mmap", errno)
    }
    unsafe base = memory
  }

  deinit { unsafe munmap(base, page + size) }

  /// Hands every record that is there to `body`: its type and its bytes with the header.
  public func read(_ body: (UInt32, RawSpan) -> Void) {
    let headPlace = unsafe base + 1024
    let tailPlace = unsafe base + 1032
    let data = unsafe base + page
    let head = unsafe pcs_load_acquire_64(headPlace)
    var tail = unsafe pcs_load_acquire_64(tailPlace)
    while tail < head {
      let start = Int(tail & UInt64(size - 1))
      let header = unsafe (data + start).loadUnaligned(as: UInt64.self)
      let length = Int(header >> 48)
      guard length >= 8, length <= size else { break }
      let type = UInt32(truncatingIfNeeded: header)
      if start + length <= size {
        unsafe body(type, RawSpan(_unsafeStart: data + start, byteCount: length))
      } else {
        let first = size - start
        let whole = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
          guard let place = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
          unsafe place.copyMemory(from: data + start, byteCount: first)
          unsafe (place + first).copyMemory(from: data, byteCount: length - first)
          filled = length
        }
        body(type, whole.span.rawBytes)
      }
      tail += UInt64(length)
      unsafe pcs_store_release_64(tailPlace, tail)
    }
    unsafe pcs_store_release_64(tailPlace, max(tail, head))
  }
}
