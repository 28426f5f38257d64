import Lab
import Reporting

extension LabReport {
  public var json: String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.object("tool") {
        $0.field("name", "panicscope")
        $0.field("version", PanicScope.version)
      }
      writer.field("began", began)
      writer.object("counts") {
        for status in CellResult.Status.allCases { $0.field(status.rawValue, count(status)) }
      }
      writer.array("experiments", groups) { writer, group in
        writer.object { writer in
          writer.field("id", group.experiment.id)
          writer.field("question", group.experiment.question)
          writer.field("answer", group.experiment.answer)
          writer.strings("claims", group.experiment.claims)
          writer.array("cells", group.cells) { Self.write($1, into: &$0) }
        }
      }
    }
    writer.endLine()
    return writer.out.text
  }

  private static func write(_ cell: CellResult, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("program", cell.program)
      writer.field("variant", cell.variant)
      writer.field("goVersion", cell.version)
      writer.field("status", cell.status.rawValue)
      writer.field("milliseconds", Int((cell.seconds * 1000).rounded()))
      writer.strings("reasons", cell.reasons)
      writer.array("readings", cell.rows) { writer, row in
        writer.object {
          $0.field("name", row.name)
          $0.field("found", row.found)
          $0.field("expected", row.expected)
          $0.field("match", row.match.rawValue)
        }
      }
      writer.array("exhibits", cell.exhibits) { writer, exhibit in
        writer.object {
          $0.field("title", exhibit.title)
          $0.field("engine", exhibit.engine)
          $0.strings("lines", exhibit.lines)
        }
      }
    }
  }
}
