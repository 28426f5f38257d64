import GoBinary
import GoRuntimeModel
import MachineCode
import PostMortem

/// What the deferred functions of a stack call and the code does not name.
extension JoinedBinary {
  /// That nothing recovers cannot be said for sure where a deferred call runs functions that only the
  /// running program knows.
  func qualify(_ remains: inout Remains) {
    guard remains.explanation.kind == .noRecoverOnGoroutine else { return }
    let details = unknownCalls(on: remains.episode)
    guard !details.isEmpty else { return }
    remains.explanation.confidence = min(remains.explanation.confidence, .medium)
    let most = 3
    remains.explanation.details += details.prefix(most)
  }

  /// One sentence for each deferred function, the innermost frame's first.
  private func unknownCalls(on episode: PanicEpisode) -> [String] {
    let frames =
      episode.stackAtEnd.isEmpty ? episode.panics.last?.callers ?? [] : episode.stackAtEnd
    var sentences: [String] = []
    for name in frames.compactMap(\.place.function) where !name.hasPrefix("runtime.") {
      for item in facts.defers(in: name) {
        guard let sentence = unknownCall(of: item, by: name), !sentences.contains(sentence) else {
          continue
        }
        sentences.append(sentence)
      }
    }
    return sentences
  }

  private func unknownCall(of item: DeferSite, by name: String) -> String? {
    let look = "`panicscope trace` shows it at work."
    guard item.resolution == .function, let target = item.target, let function = target.function
    else {
      let line = item.place.location.map { ", at line \($0.line)" } ?? ""
      return "Which function \(name) defers\(line) is decided at run time; \(look)"
    }
    guard !function.hasPrefix("runtime."), let address = target.address,
      let code = image.function(containing: address), callsIndirectly(code)
    else { return nil }
    return
      "\(function), which \(name) defers, calls functions that are decided at run time; a recover() in one of "
      + "them is called by the deferred function and returns nil. \(look)"
  }

  /// A call through a function value, an interface or a table.
  private func callsIndirectly(_ function: FunctionIndex) -> Bool {
    let decoder = Decoder(image.architecture == .amd64 ? .amd64 : .arm64)
    return image.withCode(function) { code, entry in
      var offset = 0
      while offset < code.byteCount {
        let instruction = decoder.decode(code, at: offset, address: entry &+ UInt64(offset))
        if instruction.flow == .indirectCall { return true }
        guard instruction.length > 0 else { return false }
        offset += Int(instruction.length)
      }
      return false
    }
  }
}
