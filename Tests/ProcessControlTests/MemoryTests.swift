import ByteReading
import Glibc
import Testing

@testable import ProcessControl

@Suite struct MemoryTests {
  @Test func ownMemoryIsRead() throws {
    let words: [UInt64] = [1, 2, 0xdead_beef]
    let bytes = try words.withUnsafeBytes { buffer in
      try RemoteMemory(process: getpid()).bytes(
        at: UInt64(UInt(bitPattern: buffer.baseAddress)), count: buffer.count)
    }
    let last = bytes.span.bytes.uint64(at: 16)
    #expect(last == 0xdead_beef)
  }

  @Test func whatIsNotMappedFails() {
    let memory = RemoteMemory(process: getpid())
    #expect(throws: SystemError("process_vm_readv", EFAULT)) { try memory.bytes(at: 8, count: 8) }
    #expect(throws: SystemError("process_vm_readv", EFAULT)) {
      try memory.bytes(at: UInt64.max - 3, count: 8)
    }
    #expect(throws: SystemError.self) {
      try RemoteMemory(process: Int32.max).bytes(at: 4096, count: 8)
    }
  }

  @Test func mapsAreParsed() throws {
    let maps = ProcessMaps(
      text: """
        00400000-00500000 r-xp 00001000 08:02 77                         /a b/c (deleted)
        7f0000000000-7f0000001000 rw-p 00000000 00:00 0
        nonsense
        5-3 r-xp 0 08:02 77 /x
        """)
    #expect(maps.entries.count == 2)
    #expect(maps.entries[0].path == "/a b/c (deleted)")
    #expect(maps.address(ofFileOffset: 0x1010, inode: 77) == 0x400010)
    #expect(maps.address(ofFileOffset: 0x10, inode: 77) == nil)
    #expect(try !ProcessMaps(process: getpid()).entries.isEmpty)
  }
}
