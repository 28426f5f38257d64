import ByteReading
import Foundation
import TestSupport
import Testing

@Suite struct MappedFileTests {
  private func temporary(_ contents: Data) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try contents.write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("the bytes are the file's")
  func contents() throws {
    let path = try temporary(Data("panic(42)".utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try MappedFile(path: path)
    #expect(file.count == 9 && file.bytes.text() == "panic(42)" && !file.wasTruncated)
    try file.checkNotTruncated()
    let copy = try MappedFile(copying: file.bytes)
    #expect(copy.bytes.text() == "panic(42)" && !copy.wasTruncated)
  }

  @Test("an empty file has no bytes")
  func empty() throws {
    let path = try temporary(Data())
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try MappedFile(path: path)
    #expect(file.count == 0 && file.bytes.byteCount == 0 && file.bytes.uint8(at: 0) == nil)
    #expect(try MappedFile(copying: RawSpan()).count == 0)
  }

  @Test("what is no regular file is refused")
  func refused() {
    #expect(throws: ByteError(.system(ENOENT))) { try MappedFile(path: "/no/such/file") }
    #expect(throws: ByteError(.notARegularFile)) { try MappedFile(path: "/tmp") }
    #expect(throws: ByteError(.notARegularFile)) { try MappedFile(path: "/dev/null") }
  }

  @Test("a file that shrinks under the map reads as zeros and is reported")
  func truncation() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let path = try temporary(Data(repeating: 7, count: 64 * page))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let shrinking = try MappedFile(path: path)
    let other = try temporary(Data(repeating: 9, count: 4 * page))
    defer { try? FileManager.default.removeItem(atPath: other) }
    let steady = try MappedFile(path: other)
    #expect(shrinking.bytes.uint8(at: 0) == 7)
    #expect(truncate(path, off_t(page)) == 0)
    #expect(shrinking.bytes.uint8(at: 0) == 7)
    for index in [1, 2, 40, 63] {
      #expect(shrinking.bytes.uint8(at: index * page + 5) == 0)
    }
    #expect(shrinking.wasTruncated)
    #expect(throws: ByteError(.truncatedWhileRead)) { try shrinking.checkNotTruncated() }
    #expect(!steady.wasTruncated && steady.bytes.uint8(at: 3 * page) == 9)
  }

  @Test("many files can be mapped at once, and guards are used again")
  func manyFiles() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    for _ in 0..<3 {
      let paths = try (0..<150).map { _ in try temporary(Data(repeating: 1, count: 2 * page)) }
      defer { paths.forEach { try? FileManager.default.removeItem(atPath: $0) } }
      let files = try paths.map { try MappedFile(path: $0) }
      #expect(truncate(paths[149], 0) == 0)
      let (first, last) = (files[0], files[149])
      #expect(last.bytes.uint8(at: page) == 0 && last.wasTruncated)
      #expect(!first.wasTruncated && first.bytes.uint8(at: page) == 1)
    }
  }

  @Test("SHA-256 is that of FIPS 180-4's examples")
  func digest() {
    let abc = Array("abc".utf8)
    #expect(
      MessageDigest.sha256(abc.span.rawBytes)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      MessageDigest.sha256(RawSpan())
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func digestsOfFilesAreReadInBlocks() throws {
    let bytes = (0..<(17 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 12) }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-digest-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try MappedFile(path: path)
    var steps: [Int] = []
    let digest = MessageDigest.sha256(file) { steps.append($0) }
    #expect(digest == MessageDigest.sha256(bytes.span.bytes))
    #expect(steps == [8 << 20, 16 << 20, 17 << 20])
    // One that loses its end meanwhile has none, and is not read on.
    steps = []
    let cut = MessageDigest.sha256(file) {
      steps.append($0)
      #expect(truncate(path, 4096) == 0)
    }
    #expect(cut == nil && steps == [8 << 20])
  }
}
