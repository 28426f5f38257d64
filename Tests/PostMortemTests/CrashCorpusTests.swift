import Foundation
import PanicContract
import PostMortem
import TestSupport
import Testing

/// Every real death is called by its name, however its text was wrapped.
@Suite(
  .enabled(
    if: !CrashCorpus.deaths.isEmpty,
    "Scripts/crash-corpus --set \(CrashCorpus.set) makes the corpus")
)
struct CrashCorpusTests {
  /// What is wrong with what was found in a text; nil when nothing is.
  static func fault(_ remains: [Remains], _ death: ObservedDeath) -> String? {
    if death.expected.isEmpty {
      return remains.isEmpty ? nil : "a crash was seen: \(remains[0].explanation.sentence)"
    }
    if death.kinds == "-" { return nil }
    // Two failures of one process may follow each other.
    guard let first = remains.first else { return "no crash was seen" }
    let kinds = remains.map(\.explanation.kind.rawValue)
    // Without a stack nothing tells a value that looks like the runtime's lines from them.
    if death.way == "forged" && death.level == "none" && first.explanation.confidence == .low {
      return nil
    }
    guard kinds.contains(where: death.expected.contains) else {
      return "\(kinds) for \(death.kinds): \(first.explanation.sentence)"
    }
    return nil
  }

  @Test(arguments: LogWrapping.allCases)
  func everyDeathIsCalledByItsName(wrapping: LogWrapping) throws {
    var faults: [String] = []
    let offset = LogWrapping.allCases.firstIndex(of: wrapping) ?? 0
    for (index, death) in CrashCorpus.deaths.enumerated() {
      // All texts as they are, of each wrapping a share.
      guard wrapping == .plain || index % CrashCorpus.share == offset % CrashCorpus.share else {
        continue
      }
      let text = try death.contents()
      // A truncated run tells nothing; without a stack a prefix nobody knows cannot be learned.
      guard death.status != nil, !(wrapping.needsStack && death.level == "none") else {
        continue
      }
      if wrapping.needsStack && (death.kinds == "recovered" || !text.contains("]:\n")) { continue }
      if let fault = Self.fault(CrashCorpus.remains(wrapping.wrap(text)), death) {
        faults.append("\(death): \(fault)")
      }
    }
    #expect(faults.isEmpty, "\(faults.count) wrong: \(faults.prefix(8).joined(separator: "\n"))")
  }

  @Test func theGoroutineAndItsStackAreNamed() throws {
    for death in CrashCorpus.deaths where death.way == "goroutine" && death.level != "none" {
      let remains = try #require(CrashCorpus.remains(try death.contents()).first)
      #expect(remains.episode.goroutine.root?.function == "main.worker", "\(death)")
      #expect(remains.episode.goroutine.createdBy?.function?.hasPrefix("main.init") == true)
      #expect(remains.episode.panics.map(\.valueText) == ["in a worker"])
      let names = remains.episode.panics[0].callers.compactMap(\.place.function)
        .filter { !$0.hasPrefix("runtime.") }
      #expect(names.contains("main.deeper") && names.last == "main.worker", "\(death): \(names)")
      #expect(remains.explanation.confidence >= .medium)
    }
  }

  @Test func panicsAreToldInOrder() throws {
    for death in CrashCorpus.deaths where death.way == "three-panics" && death.level == "single" {
      let episode = try #require(CrashCorpus.remains(try death.contents()).first).episode
      #expect(episode.panics.map(\.valueText) == ["first", "second", "third"], "\(death)")
      let ran = episode.events.count { event in
        if case .deferredCallStarted = event.kind { true } else { false }
      }
      #expect(ran == 2, "\(death)")
    }
  }
}
