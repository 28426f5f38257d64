import Foundation
import PanicContract
import PostMortem
import TestSupport

/// How real programs died, as `Scripts/crash-corpus` observed it.
struct ObservedDeath: Decodable, Sendable, CustomStringConvertible {
  var toolchain: String
  var program: String
  var way: String
  var level: String
  /// Kinds that are right, separated by `|`; empty for no crash, `-` where Go prints nothing.
  var kinds: String
  var status: Int?
  var text: String
  var executable: String

  var description: String { "Go \(toolchain) \(way) GOTRACEBACK=\(level)" }
  var expected: [String] { kinds.split(separator: "|").map(String.init) }

  func contents() throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: text)), as: UTF8.self)
  }
}

enum CrashCorpus {
  static let set =
    ProcessInfo.processInfo.environment["PANICSCOPE_MATRIX"] == "full" ? "full" : "ci"

  /// One of so many texts is wrapped in each way.
  static let share = set == "full" ? 1 : 6

  /// Empty where the corpus has not been made.
  static let deaths: [ObservedDeath] = {
    let path = CacheDirectory.path + "/crashes/\(set).json"
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
    return (try? JSONDecoder().decode([ObservedDeath].self, from: data)) ?? []
  }()

  static func read(_ text: String, block: Int = 1 << 16) -> CrashLogResult {
    var log = CrashLog()
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + block, bytes.count)
      log.read(Array(bytes[offset..<end]))
      offset = end
    }
    return log.finish()
  }

  static func remains(_ text: String) -> [Remains] {
    read(text).crashes.map { CrashClassifier($0, audit: nil).remains() }
  }
}
