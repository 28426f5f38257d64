import GoBinary
public import GoRuntimeModel
import MachineCode
import ObjectFile
import PanicContract
import StaticAudit

/// The tables of one Go version compared with a binary that this version built.
public struct ContractVerification: Sendable {
  public struct Difference: Sendable, Hashable {
    /// `runtime._panic.recovered`
    public var subject: String
    public var table: String
    public var binary: String
  }
  public var path: String
  public var version: GoVersion
  public var architecture: String
  /// Offsets and sizes compared with DWARF; 0 without debug information.
  public var comparedWithDWARF: Int
  /// Facts compared with the code and the function table.
  public var comparedWithCode: Int
  public var differences: [Difference]
  /// What could not be compared.
  public var notes: [String]
}

extension PanicScope {
  /// Compares layouts, function numbers and the rule of recover with a binary. `layout` is the
  /// version's own unless a test puts another in its place.
  public static func verifyContract(
    path: String, layout: RuntimeLayout? = nil
  ) throws(AuditError) -> ContractVerification {
    let result = try TargetAudit.reading(path) { verify($0, path: path, layout: layout) }
    guard let result else {
      throw AuditError(
        path: path, message: "does not say which Go built it, so there is nothing to compare with")
    }
    return result
  }

  private static func verify(
    _ image: GoImage, path: String, layout: RuntimeLayout?
  ) -> ContractVerification? {
    guard let version = image.version, let known = RuntimeLayout.lookup(version),
      let era = ContractEra.of(version)
    else { return nil }
    var verification = ContractVerification(
      path: path, version: version, architecture: image.architecture.rawValue,
      comparedWithDWARF: 0, comparedWithCode: 0, differences: [], notes: [])
    if case .assumed(let from) = known.match {
      verification.notes.append(
        "the tables were not measured on Go \(version.minorText): those of \(from.minorText) stand in"
      )
    }
    if known.layout.version.minorText == version.minorText && known.layout.version != version {
      verification.notes.append(
        "the tables were measured on Go \(known.layout.version.text); releases of one minor version"
          + " can differ")
    }
    verification.compareWithDWARF(image.object, layout ?? known.layout)
    verification.compareWithCode(image, path: path, era: era, layout: layout ?? known.layout)
    return verification
  }
}

extension ContractVerification {
  /// Fields that a version's DWARF names otherwise.
  private static let aliases: [String: [String: [String]]] = [
    "runtime._func": ["entryOff": ["entryoff"], "nameOff": ["nameoff"]],
    "runtime.inlinedCall": ["nameOff": ["func_"]],
  ]

  fileprivate mutating func compareWithDWARF(_ object: ObjectFile, _ layout: RuntimeLayout) {
    let structs = layout.structs
    guard let debug = DebugStructs(object, names: Set(structs.map(\.name))) else {
      notes.append("no debug information: layouts were compared with the code only")
      return
    }
    for expected in structs {
      guard let found = debug.structs[expected.name] else {
        notes.append("\(expected.name) is not in the debug information")
        continue
      }
      comparedWithDWARF += 1
      if found.size != UInt64(expected.size) {
        differences.append(
          Difference(
            subject: "size of \(expected.name)", table: String(expected.size),
            binary: String(found.size)))
      }
      for field in expected.fields {
        comparedWithDWARF += 1
        let names = [field.name] + (Self.aliases[expected.name]?[field.name] ?? [])
        let offset = names.compactMap { found.members[$0] }.first
        if offset != UInt64(field.offset) {
          differences.append(
            Difference(
              subject: "\(expected.name).\(field.name)", table: String(field.offset),
              binary: offset.map { String($0) } ?? "no such field"))
        }
      }
    }
  }

  fileprivate mutating func compareWithCode(
    _ image: GoImage, path: String, era: ContractEra, layout: RuntimeLayout
  ) {
    func compare(_ subject: String, _ table: String, _ binary: String) {
      comparedWithCode += 1
      if table != binary {
        differences.append(Difference(subject: subject, table: table, binary: binary))
      }
    }
    let reader = EvidenceReader(image: image)
    let evidence = reader.evidence(path: path)
    compare("rule of recover() in the code", era.name, evidence.era)
    for decision in Self.decisions(of: era) {
      let found = reader.runtime().functions
        .first { $0.name == "runtime.gorecover" }?.decisions.contains { $0.name == decision }
      compare("\(decision) in runtime.gorecover", "there", found == true ? "there" : "not found")
    }
    let offsets = Self.offsets(in: "runtime.gorecover", image)
    for (field, offset) in [
      ("runtime.g._panic", layout.goroutine._panic),
      ("runtime._panic.goexit", layout.panic.goexit),
      ("runtime._panic.recovered", layout.panic.recovered),
      ("runtime._panic.arg", layout.panic.arg),
    ] {
      comparedWithCode += 1
      if !offsets.contains(Int64(offset)) {
        differences.append(
          Difference(
            subject: "\(field) in the code of runtime.gorecover", table: String(offset),
            binary: "not among " + offsets.sorted().map { String($0) }.joined(separator: ", ")))
      }
    }
    let numbers: [(String, UInt8)] = [
      ("runtime.gopanic", layout.functionIDs.gopanic),
      ("runtime.sigpanic", layout.functionIDs.sigpanic),
      ("runtime.deferreturn", layout.functionIDs.wrapper),
      ("runtime.systemstack", layout.functionIDs.systemstack),
      ("runtime.goexit", layout.functionIDs.goexit),
    ]
    let functions = image.allFunctions(named: numbers.map(\.0))
    for (name, number) in numbers {
      let found = (functions[name] ?? []).map { image.funcID($0) }
      guard !found.isEmpty else {
        notes.append("\(name) is not in the function table")
        continue
      }
      // ABI wrappers of the same name have the wrappers' number.
      compare(
        "funcID of \(name)", String(number),
        found.contains(number) ? String(number) : String(found[0]))
    }
  }

  /// The distances from a register at which a function reads or writes memory.
  private static func offsets(in name: String, _ image: GoImage) -> Set<Int64> {
    guard let function = image.functions(named: [name])[name] else { return [] }
    let decoder = Decoder(image.architecture == .amd64 ? .amd64 : .arm64)
    return image.withCode(function) { code, start in
      var offsets: Set<Int64> = []
      var position = 0
      while position < code.byteCount {
        let instruction = decoder.decode(code, at: position, address: start &+ UInt64(position))
        switch instruction.operation {
        case .load, .store, .storeConstant, .loadPair, .storePair, .compareMemoryConstant:
          if !instruction.base.isNone { offsets.insert(instruction.value) }
        default: break
        }
        let quantum = image.architecture.instructionQuantum
        position += max(Int(instruction.length), quantum)
      }
      return offsets
    }
  }

  /// Tests that every gorecover of the era makes, as `show --runtime` names them.
  private static func decisions(of era: ContractEra) -> [String] {
    switch era.recoverRule {
    case .argumentPointer: ["no-panic-test", "goexit-test", "already-recovered-test", "argp-test"]
    case .frameCount: ["no-panic-test", "goexit-test", "already-recovered-test", "frame-walk"]
    }
  }
}
