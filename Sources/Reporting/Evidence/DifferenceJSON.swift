public import PanicContract

extension BinaryDifference {
  /// One document, see `schema/panicscope-diff.schema.json`.
  public func writeJSON(
    tool: AuditReport.Tool, options: EvidenceOptions, into out: inout OutputBuffer
  ) {
    let paths = options.pathMap
    let buffer = out
    out = OutputBuffer()
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", "1.0.0")
      $0.tool(tool)
      $0.object("old") { $0.side(old) }
      $0.object("new") { $0.side(new) }
      $0.field("same", isSame)
      $0.field("unchangedFindings", unchangedFindings)
      $0.array("newFindings", newFindings) { writer, finding in
        writer.object { $0.finding(finding, paths) }
      }
      $0.array("goneFindings", goneFindings) { writer, finding in
        writer.object { $0.finding(finding, paths) }
      }
      $0.array("recovers", recovers) { writer, change in
        writer.object {
          $0.field("worse", change.isWorse)
          $0.object("old") { $0.recover(change.old, paths) }
          $0.object("new") { $0.recover(change.new, paths) }
        }
      }
      $0.array("addedRecovers", addedRecovers) { writer, site in
        writer.object { $0.recover(site, paths) }
      }
      $0.array("removedRecovers", removedRecovers) { writer, site in
        writer.object { $0.recover(site, paths) }
      }
      $0.array("addedGoroutines", addedGoroutines) { writer, site in
        writer.object { $0.goroutine(site, paths) }
      }
      $0.array("removedGoroutines", removedGoroutines) { writer, site in
        writer.object { $0.goroutine(site, paths) }
      }
      $0.array("defers", defers) { writer, change in
        writer.object {
          $0.object("old") { $0.deferred(change.old, paths) }
          $0.object("new") { $0.deferred(change.new, paths) }
        }
      }
      if let function { $0.object("function") { $0.functionDifference(function) } }
    }
    writer.endLine()
    out = writer.out
    out.flush()
  }
}

extension JSONWriter {
  fileprivate mutating func side(_ side: BinaryDifference.Side) {
    field("path", side.path)
    field("goVersion", side.goVersion)
    field("architecture", side.architecture)
    field("era", side.era)
    field("functions", side.functions)
  }

  fileprivate mutating func functionDifference(_ function: FunctionDifference) {
    field("function", function.function)
    field("oldSize", function.oldSize)
    field("newSize", function.newSize)
    strings("removedCallees", function.removedCallees)
    strings("addedCallees", function.addedCallees)
    array("rows", function.rows) { writer, row in
      writer.object {
        $0.field("same", row.isSame)
        $0.field("oldAddress", row.old.map { hexadecimalAddress($0.address) })
        $0.field("oldText", row.old?.text)
        $0.field("newAddress", row.new.map { hexadecimalAddress($0.address) })
        $0.field("newText", row.new?.text)
      }
    }
  }
}
