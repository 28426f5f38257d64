import GoBinary
import GoRuntimeModel
import Reporting

/// Contracts by the words of the command line.
public enum Contracts {
  /// That of the newest version when none is named.
  public static func document(
    _ version: String? = nil
  ) throws(SimulationError) -> ContractDocument {
    let chosen: GoVersion
    if let version {
      chosen = try Simulation.version(version)
    } else if let newest = GoVersion.compared.last {
      chosen = newest
    } else {
      throw Simulation.unknown("?")
    }
    guard let document = ContractDocument(version: chosen) else {
      throw Simulation.unknown(chosen.minorText)
    }
    return document
  }

  public static func changes(
    from old: String, to new: String
  ) throws(SimulationError) -> ContractChanges {
    guard
      let changes = ContractChanges(
        from: try Simulation.version(old), to: try Simulation.version(new))
    else { throw Simulation.unknown(new) }
    return changes
  }

  /// That of the version that built an executable.
  public static func document(binary path: String) throws(AuditError) -> ContractDocument {
    let version = try TargetAudit.reading(path) { $0.version }
    guard let version, let document = ContractDocument(version: version) else {
      throw AuditError(
        path: path, message: "does not say which Go built it; use --go with the version")
    }
    return document
  }
}

extension ContractVerification {
  public var text: String {
    var out = "\(VisibleText.escaping(path)): Go \(version.text), \(architecture)\n"
    out += "  \(comparedWithDWARF) sizes and offsets compared with its DWARF,"
    out += " \(comparedWithCode) facts with its code and function table\n"
    for note in notes { out += "  note: \(note)\n" }
    for difference in differences {
      out += "  DIFFERS \(difference.subject): table \(difference.table),"
      out += " binary \(difference.binary)\n"
    }
    if differences.isEmpty { out += "  nothing differs\n" }
    return out
  }

  public static func json(_ verifications: [ContractVerification]) -> String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.array("verifications", verifications) { writer, item in
        writer.object { writer in
          writer.field("path", item.path)
          writer.field("goVersion", item.version.text)
          writer.field("architecture", item.architecture)
          writer.field("comparedWithDWARF", item.comparedWithDWARF)
          writer.field("comparedWithCode", item.comparedWithCode)
          writer.strings("notes", item.notes)
          writer.array("differences", item.differences) { writer, difference in
            writer.object {
              $0.field("subject", difference.subject)
              $0.field("table", difference.table)
              $0.field("binary", difference.binary)
            }
          }
        }
      }
    }
    writer.endLine()
    return writer.out.text
  }
}
