internal import GoBinary
internal import GoRuntimeModel
internal import PanicContract

/// Which contract a binary follows, by its Go version and by its own code.
struct EraReading {
  var era: ContractEra
  /// What lowers confidence, one sentence each.
  var notes: [String] = []
  /// The version is known to the tables and the code agrees with it.
  var isCertain = true

  /// The newest version that the tables were measured on.
  private static let newest = GoVersion(1, 27)

  init(image: GoImage, index: CodeIndex, roles: RuntimeRoles, beginnings: [UInt64]) {
    let byVersion = image.version.flatMap(ContractEra.of)
    let byCode = Self.era(
      byCodeOf: image, index: index, roles: roles, beginnings: beginnings, byVersion: byVersion)
    era = byCode ?? byVersion ?? ContractEra.all[ContractEra.all.count - 1]
    if let version = image.version,
      (version.major, version.minor) > (Self.newest.major, Self.newest.minor)
    {
      isCertain = false
      notes.append(
        "Go \(version.text) is newer than the tables (\(Self.newest.minorText)): the rules and layouts of Go \(Self.newest.minorText) are assumed, confidence is lowered"
      )
    }
    if let byVersion, let byCode, byVersion != byCode {
      isCertain = false
      notes.append(
        "the build information says \(image.versionText ?? "") but the runtime's code follows the rules of Go \(byCode.name): judged by the code, confidence is lowered"
      )
    }
    if image.wrapperID != image.layout.functionIDs.wrapper {
      isCertain = false
      notes.append(
        "\(image.versionText ?? "this Go") was built between releases and numbers functions otherwise than Go \(era.name): its own code was followed, confidence is lowered"
      )
    }
    if image.version == nil {
      notes.append(
        "the binary does not say which Go built it: judged by the rules of Go \(era.name), which its runtime's code follows"
      )
    }
  }

  /// The runtime's own functions tell the eras apart (`src/runtime/panic.go`):
  /// gorecover unwinds from 1.26, `return0` served deferproc's result up to 1.24, `nextDefer` came
  /// with 1.22 and `PanicNilError` with 1.21.
  private static func era(
    byCodeOf image: GoImage, index: CodeIndex, roles: RuntimeRoles,
    beginnings: [UInt64], byVersion: ContractEra?
  ) -> ContractEra? {
    guard let recover = roles.all(.recover).first else { return nil }
    let names = image.functions(
      named: [
        "runtime.return0", "runtime.deferproc", "runtime.deferprocStack",
        "runtime.(*_panic).nextDefer", "runtime.(*PanicNilError).Error",
      ], beginnings: beginnings)
    // The linker leaves out `return0` where nothing calls it; then the version alone tells.
    let leftOut =
      names["runtime.deferproc"] == nil && names["runtime.deferprocStack"] == nil
      && byVersion?.name == "1.22-1.24"
    let unwinds = index.callees(of: recover).contains { roles[$0.callee] != .morestack }
    let name =
      if unwinds {
        "1.26+"
      } else if names["runtime.(*_panic).nextDefer"] != nil {
        names["runtime.return0"] != nil || leftOut ? "1.22-1.24" : "1.25"
      } else {
        names["runtime.(*PanicNilError).Error"] == nil ? "1.18-1.20" : "1.21"
      }
    return ContractEra.all.first { $0.name == name }
  }
}
