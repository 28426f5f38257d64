import Foundation
import PanicContract
import PostMortem
import TestSupport
import Testing

/// Damaged and cut texts of real deaths: nothing traps, and what is said with confidence is right.
@Suite(
  .enabled(
    if: !CrashCorpus.deaths.isEmpty,
    "Scripts/crash-corpus --set \(CrashCorpus.set) makes the corpus")
)
struct CrashMutantTests {
  static let count = CrashCorpus.set == "full" ? 20_000 : 1_500

  /// Kinds that are less exact but not wrong.
  private static let general: Set<String> = ["unknown", "fatal-error"]
  /// The first without the mark that the damage took is the second.
  private static func expected(_ death: ObservedDeath) -> [String] {
    death.expected + (death.expected.contains("repanicked") ? ["handler-panicked"] : [])
  }

  @Test(arguments: [UInt64(1), 2])
  func cutTexts(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let texts = try CrashCorpus.deaths.filter {
      $0.status != nil && !$0.expected.isEmpty && $0.kinds != "-"
    }
    .map { (death: $0, bytes: Array(try $0.contents().utf8)) }
    var wrong: [String] = []
    for _ in 0..<(Self.count / 4) {
      guard let (death, bytes) = texts.randomElement(using: &random), !bytes.isEmpty else {
        continue
      }
      let from = random.next() % 3 == 0 ? Int.random(in: 0..<bytes.count, using: &random) : 0
      let to =
        random.next() % 3 == 0 ? bytes.count : Int.random(in: from...bytes.count, using: &random)
      let text = String(decoding: bytes[from..<to], as: UTF8.self)
      for remains in CrashCorpus.remains(text) where remains.explanation.confidence > .low {
        let kind = remains.explanation.kind.rawValue
        if !Self.expected(death).contains(kind), !Self.general.contains(kind) {
          wrong.append("\(death) cut \(from)..<\(to): \(kind) \(remains.explanation.sentence)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5).joined(separator: "\n"))")
  }

  /// Bytes replaced, removed, doubled; lines dropped, doubled and put elsewhere.
  @Test(arguments: [UInt64(3), 4])
  func damagedTexts(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let texts = try CrashCorpus.deaths.filter {
      $0.status != nil && !$0.expected.isEmpty && $0.kinds != "-"
    }
    .map { (death: $0, bytes: Array(try $0.contents().utf8)) }
    var wrong: [String] = []
    for _ in 0..<(Self.count / 4) {
      guard let (death, original) = texts.randomElement(using: &random), original.count > 4 else {
        continue
      }
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 5 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[place], at: place)
        case 3: bytes[place] = 0x0A
        default:
          var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
          guard lines.count > 2 else { continue }
          let line = lines.remove(at: Int.random(in: 0..<lines.count, using: &random))
          if random.next() % 2 == 0 {
            lines.insert(line, at: Int.random(in: 0...lines.count, using: &random))
          }
          bytes = Array(lines.joined(separator: [0x0A]))
        }
        if bytes.isEmpty { break }
      }
      for remains in CrashCorpus.remains(String(decoding: bytes, as: UTF8.self))
      where remains.explanation.confidence == .high {
        let kind = remains.explanation.kind.rawValue
        if !Self.expected(death).contains(kind), !Self.general.contains(kind) {
          wrong.append("\(death): \(kind) \(remains.explanation.sentence)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5).joined(separator: "\n"))")
  }
}
