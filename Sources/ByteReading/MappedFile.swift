import CPanicScopeShims
import Glibc

/// A whole file as bytes, mapped read-only.
///
/// When another process truncates the file under the map, reads of the pages that have gone give
/// zeros, and `wasTruncated` becomes true: whoever reads checks it when done and discards the
/// result.
@safe
public final class MappedFile: Sendable {
  @usableFromInline nonisolated(unsafe) let base: UnsafeRawPointer
  /// Number of bytes of the file when it was opened.
  public let count: Int
  private nonisolated(unsafe) let guardRecord: OpaquePointer?
  private let descriptor: Int32

  /// Maps the file at `path`, which must be a regular file; it may be empty.
  public init(path: String) throws(ByteError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ByteError(.system(errno)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw ByteError(.system(code))
    }
    guard status.st_mode & S_IFMT == S_IFREG, let size = Int(exactly: status.st_size), size >= 0
    else {
      close(descriptor)
      throw ByteError(.notARegularFile)
    }
    // Files of /proc and /sys have no size but contents, made up when they are read.
    var first: UInt8 = 0
    guard unsafe size > 0 || pread(descriptor, &first, 1, 0) <= 0 else {
      close(descriptor)
      throw ByteError(.notARegularFile)
    }
    // Not private: into private mappings of a program the kernel writes breakpoints, ours or others',
    // while it is traced.
    guard let pages = unsafe Self.map(size, flags: MAP_SHARED, descriptor: descriptor) else {
      let code = errno
      close(descriptor)
      throw ByteError(.system(code))
    }
    let record = unsafe size > 0 ? pcs_mapping_guard_add(pages, size) : nil
    guard unsafe size == 0 || record != nil else {
      unsafe munmap(UnsafeMutableRawPointer(mutating: pages), Swift.max(1, size))
      close(descriptor)
      throw ByteError(.system(ENOMEM))
    }
    unsafe base = pages
    count = size
    unsafe guardRecord = record
    self.descriptor = descriptor
  }

  /// A copy of `bytes` in memory of its own, for bytes that come from elsewhere than a file.
  public init(copying bytes: RawSpan) throws(ByteError) {
    let size = bytes.byteCount
    guard
      let pages = unsafe Self.map(
        size, flags: MAP_PRIVATE | MAP_ANONYMOUS, protection: PROT_READ | PROT_WRITE,
        descriptor: -1)
    else { throw ByteError(.system(errno)) }
    unsafe bytes.withUnsafeBytes { source in
      let target = unsafe UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(mutating: pages), count: size)
      unsafe target.copyMemory(from: source)
    }
    unsafe base = pages
    count = size
    unsafe guardRecord = nil
    descriptor = -1
  }

  deinit {
    if let record = unsafe guardRecord { unsafe pcs_mapping_guard_remove(record) }
    unsafe munmap(UnsafeMutableRawPointer(mutating: base), Swift.max(1, count))
    if descriptor >= 0 { close(descriptor) }
  }

  private static func map(
    _ size: Int, flags: Int32, protection: Int32 = PROT_READ, descriptor: Int32
  ) -> UnsafeRawPointer? {
    // An empty file cannot be mapped; one anonymous page stands for it.
    let flags = size == 0 ? MAP_PRIVATE | MAP_ANONYMOUS : flags
    let pages = unsafe mmap(
      nil, Swift.max(1, size), protection, flags, size == 0 ? -1 : descriptor, 0)
    guard let pages = unsafe pages, unsafe pages != MAP_FAILED else { return nil }
    return UnsafeRawPointer(pages)
  }

  /// All bytes of the file.
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Tells the system that the whole pages in `range` are not needed for now, so that they do not
  /// count as this process's memory. They can be read as before.
  public func release(_ range: ByteRange) {
    // A copy in memory would be lost.
    guard descriptor >= 0 else { return }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let inside = range.clamped(to: count)
    let first = (inside.offset &+ page &- 1) / page &* page
    let last = inside.end / page &* page
    guard first < last else { return }
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: base + first), last &- first, MADV_DONTNEED)
  }

  /// True when the file has become shorter since it was opened, so that what was read may be wrong.
  public var wasTruncated: Bool {
    if let record = unsafe guardRecord, unsafe pcs_mapping_guard_is_damaged(record) { return true }
    guard descriptor >= 0 else { return false }
    var status = stat()
    return unsafe fstat(descriptor, &status) != 0 || Int(status.st_size) < count
  }

  /// Throws when the file has become shorter since it was opened.
  public func checkNotTruncated() throws(ByteError) {
    if wasTruncated { throw ByteError(.truncatedWhileRead) }
  }
}
