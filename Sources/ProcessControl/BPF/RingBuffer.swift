import CPanicScopeShims
import Glibc

/// The reader's side of a BPF ring buffer (`kernel/bpf/ringbuf.c`).
@safe
public final class RingBuffer {
  private let map: Descriptor
  private let size: Int
  private let page: Int
  private let overlap: Int
  /// No record is longer.
  private static let longestRecord = 1 << 16
  private let consumer: UnsafeMutableRawPointer
  private let producer: UnsafeMutableRawPointer
  /// The beginning of the data is mapped again behind its end, so that no record is broken.
  private let data: UnsafeMutableRawPointer

  public init(map: Descriptor, size: Int) throws(SystemError) {
    self.map = map
    self.size = size
    page = Int(sysconf(Int32(_SC_PAGESIZE)))
    overlap = min(size, Self.longestRecord)
    guard
      let consumer = unsafe Self.map(map, size: page, offset: 0, protection: PROT_READ | PROT_WRITE)
    else { throw SystemError("mmap", errno) }
    guard
      let producer = unsafe Self.map(
        map, size: page + size + overlap, offset: page, protection: PROT_READ)
    else {
      unsafe munmap(consumer, page)
      throw SystemError("mmap", errno)
    }
    unsafe self.consumer = consumer
    unsafe self.producer = producer
    unsafe data = producer + page
  }

  deinit {
    unsafe munmap(consumer, page)
    unsafe munmap(producer, page + size + overlap)
  }

  /// All pages at once: to fault in each one when it is first read would cost more than its records.
  private static func map(_ map: Descriptor, size: Int, offset: Int, protection: Int32)
    -> UnsafeMutableRawPointer?
  {
    guard
      let memory = unsafe mmap(
        nil, size, protection, MAP_SHARED | MAP_POPULATE, map.number, offset),
      unsafe memory != MAP_FAILED
    else { return nil }
    return unsafe memory
  }

  /// Hands at most `limit` records to `body`, oldest first and until it gives back false; gives back
  /// how many.
  ///
  /// The kernel may write over a record once `body` has returned, and does so later: room is given back
  /// for many records at once, since writers on other processors look at the same word at every record.
  public func read(limit: Int, _ body: (RawSpan) -> Bool) -> Int {
    let busy: UInt32 = 1 << 31
    let discarded: UInt32 = 1 << 30
    let headerSize = 8
    var count = 0
    var position = unsafe pcs_load_acquire_64(consumer)
    var given = position
    let end = unsafe pcs_load_acquire_64(producer)
    var goesOn = true
    while position < end, count < limit, goesOn {
      let header = unsafe data + Int(position & UInt64(size - 1))
      let word = unsafe pcs_load_acquire_32(header)
      // A record that is still being written holds up the ones behind it.
      if word & busy != 0 { break }
      let length = min(Int(word & ~(busy | discarded)), overlap - headerSize)
      if word & discarded == 0 {
        let start = unsafe UnsafeRawPointer(header + headerSize)
        goesOn = unsafe body(RawSpan(_unsafeStart: start, byteCount: length))
        count += 1
      }
      position += UInt64((length + headerSize + 7) & ~7)
      if position - given >= UInt64(size / 64) {
        unsafe pcs_store_release_64(consumer, position)
        given = position
      }
    }
    if position != given { unsafe pcs_store_release_64(consumer, position) }
    return count
  }
}
