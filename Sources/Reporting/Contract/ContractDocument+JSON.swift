import GoRuntimeModel
import PanicContract

extension ContractDocument {
  static let schemaVersion = "1.0.0"

  /// `schema/panicscope-contract.schema.json`
  var json: String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", Self.schemaVersion)
      writer.field("goVersion", version.minorText)
      writer.object("properties", writeProperties)
      writer.array("rules", rules) { writer, rule in
        writer.object {
          $0.field("topic", rule.topic.rawValue)
          $0.field("since", rule.since.minorText)
          $0.field("text", rule.text)
          $0.field("source", rule.source)
          $0.field("noticedBy", rule.notices)
        }
      }
      writer.array("probePoints", probePoints) { writer, point in
        writer.object {
          $0.field("function", point.function)
          $0.field("place", point.placeText)
          $0.field("meaning", point.kind.meaning)
        }
      }
      writer.field("layoutsMeasuredOn", measuredVersion.minorText)
      writer.array("structs", layout.structs) { writer, item in
        writer.object { writer in
          writer.field("name", item.name)
          writer.field("size", item.size)
          writer.object("fields") { writer in
            for field in item.fields { writer.field(field.name, field.offset) }
          }
        }
      }
      writer.object("funcIDs") { writer in
        for number in layout.functionNumbers { writer.field(number.name, Int(number.number)) }
      }
    }
    writer.endLine()
    return writer.out.text
  }

  private var measuredVersion: GoVersion {
    if case .assumed(let from) = layoutMatch { from } else { version }
  }

  private func writeProperties(_ writer: inout JSONWriter) {
    writer.field("era", era.name)
    writer.field("recoverRule", era.recoverRule.rawValue)
    writer.field("openCodedDefers", era.openCoded.rawValue)
    writer.field("deferprocReturns", era.deferprocReturns)
    writer.field("wrapperInlining", era.wrapperInlining.rawValue)
    writer.field("accidentalRecover", era.accidental?.rawValue)
    writer.field("nilPanic", crashText.nilPanic)
    writer.field("joinsRepanicked", crashText.joinsRepanicked)
    writer.field("printsPanicsBeforeFatal", crashText.printsPanicsBeforeFatal)
    writer.field("hasRangeOverFunc", crashText.hasRangeOverFunc)
  }
}
