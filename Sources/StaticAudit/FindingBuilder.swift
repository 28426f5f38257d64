internal import ByteReading
internal import CapstoneText
internal import GoBinary
internal import MachineCode
internal import PanicContract

/// Makes findings: places, evidence and fingerprints.
final class FindingBuilder {
  /// An instruction to show and what it means here.
  struct Shown {
    var address: UInt64
    var function: FunctionIndex
    var note: String
    init(_ address: UInt64, in function: FunctionIndex, _ note: String) {
      self.address = address
      self.function = function
      self.note = note
    }
  }

  let context: AuditContext
  private let printer: InstructionPrinter?
  private var ordinals: [String: Int] = [:]

  init(context: AuditContext) {
    self.context = context
    printer = InstructionPrinter(architecture: context.architecture, syntax: .go)
  }

  func finding(
    _ rule: RuleID, severity: Severity, confidence: Confidence = .high, verdict: String,
    at address: UInt64, in function: FunctionIndex, place: CodePlace? = nil,
    about other: FunctionIndex?, message: String,
    fix: String, shown: [Shown], path: [CodePlace] = [], blindSpots: [String] = []
  ) -> Finding {
    let image = context.image
    var key = "\(rule)|\(image.name(function))|\(other.map { image.name($0) } ?? "")"
    let ordinal = ordinals[key, default: 0]
    ordinals[key] = ordinal + 1
    key += "|\(ordinal)"
    return Finding(
      rule: rule, severity: severity, confidence: lowered(confidence), verdict: verdict,
      scope: context.scope(of: function), place: place ?? context.place(of: address, in: function),
      message: message, fix: fix, fingerprint: Fingerprint.text(of: key),
      evidence: shown.compactMap { evidence($0) }, path: path, blindSpots: blindSpots,
      package: image.package(of: function))
  }

  /// Offsets assumed for an unknown Go version lower the confidence of all that rests on them.
  private func lowered(_ confidence: Confidence) -> Confidence {
    context.isVersionKnown ? confidence : min(confidence, .medium)
  }

  private func evidence(_ shown: Shown) -> Evidence? {
    let image = context.image
    let range = image.codeRange(shown.function)
    let start = image.entry(shown.function)
    guard shown.address >= start else { return nil }
    let offset = shown.address - start
    guard offset < UInt64(range.count) else { return nil }
    let at = range.lowerBound + Int(offset)
    let file = image.file
    let instruction = context.store.model.decoder.decode(
      file.bytes, at: at, address: shown.address)
    let length = max(Int(instruction.length), 1)
    let bytes = image.bytes(at..<min(at + length, range.upperBound))
    let text = printer?.text(bytes: bytes, address: shown.address) { address in
      image.function(startingAt: address).map { image.name($0) }
        ?? context.index.functionWords[address].map { image.name($0) + "·f" }
    }
    return Evidence(
      address: shown.address, bytes: bytes, text: text ?? "",
      location: context.location(of: shown.address, in: shown.function), note: shown.note)
  }
}

/// Identifies a finding across rebuilds.
enum Fingerprint {
  /// 128 bits of FNV-1a (two offset bases) in hexadecimal: an identity, not a seal.
  static func text(of key: String) -> String {
    [0xcbf2_9ce4_8422_2325 as UInt64, 0x8422_2325_cbf2_9ce4].map { basis in
      var hash = basis
      for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
