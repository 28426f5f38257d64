import ByteReading
import Foundation
import ObjectFile
import TestSupport

/// The code of a program, copied out of its file.
struct TextSection: Sendable {
  var path: String
  var bytes: [UInt8]
  var address: UInt64

  init?(_ path: String) {
    guard let data = FileManager.default.contents(atPath: path),
      let file = try? MappedFile(path: path), let object = try? ObjectFile(file: file),
      let section = object.section(named: ".text")
    else { return nil }
    self.path = path
    bytes = [UInt8](data[section.range.range])
    address = section.address
  }

  /// The bytes of an instruction as hexadecimal digits.
  func hex(at offset: Int, count: Int = 12) -> String {
    bytes[offset..<min(bytes.count, offset + count)]
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}

/// Programs to compare over. Those that a machine lacks are left out, with a word about it.
enum Corpus {
  /// The `go` command of the newest toolchain: always there where tests of programs can run.
  static let goCommand: TextSection? = {
    guard let newest = GoToolchain.installed.last, newest.minor > 19 else {
      print("comparisons over a Go program are not run: no Go toolchain")
      return nil
    }
    return TextSection(newest.root + "/bin/go")
  }()

  /// Real programs of other origins: one of Go, others of C and C++.
  static let others: [String] = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let programs = ["docker", "gdb", "git"].compactMap { name -> String? in
      let found = folders.map { "\($0)/\(name)" }.first {
        FileManager.default.isExecutableFile(atPath: $0)
      }
      if found == nil { print("not compared: there is no program \(name)") }
      return found
    }
    return programs + ["/lib/x86_64-linux-gnu/libc.so.6"]
  }()
}

/// What differed, by kind, with the first example of each.
struct Differences: CustomStringConvertible {
  private(set) var kinds: [String: (count: Int, example: String)] = [:]
  private(set) var total = 0

  mutating func note(_ kind: String, _ example: @autoclosure () -> String) {
    total += 1
    if kinds[kind] == nil { kinds[kind] = (0, example()) }
    kinds[kind]?.count += 1
  }

  var description: String {
    kinds.sorted { $0.value.count > $1.value.count }.prefix(30)
      .map { "\($0.value.count) × \($0.key), such as \($0.value.example)" }
      .joined(separator: "\n")
  }
}
