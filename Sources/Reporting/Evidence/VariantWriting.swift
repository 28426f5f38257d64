public import PanicContract

extension VariantReport {
  /// For people: a table, rows that are the same everywhere last.
  public func writeText(options: EvidenceOptions, into out: inout OutputBuffer) {
    let style = TextStyle(color: options.color)
    out.append(style(.bold, VisibleText.escaping(package)) + "\n")
    var table = TextTable(indent: 2)
    table.add([""] + columns.map { VisibleText.escaping($0) })
    let differing = rows.filter { !$0.isSame }
    for row in differing + rows.filter(\.isSame) {
      table.add(
        [VisibleText.escaping(row.title)] + row.cells.map { VisibleText.escaping($0 ?? "-") })
    }
    table.write(into: &out, limit: 70)
    out.append("  \(differing.count) of \(counted(rows.count, "row")) \(differing.count == 1 ? "differs" : "differ")\n")
    out.flush()
  }

  /// One document, see `schema/panicscope-variants.schema.json`.
  public func writeJSON(tool: AuditReport.Tool, into out: inout OutputBuffer) {
    let buffer = out
    out = OutputBuffer()
    var writer = JSONWriter(buffer, layout: .lines)
    writer.object {
      $0.field("schemaVersion", "1.0.0")
      $0.tool(tool)
      $0.field("package", package)
      $0.strings("columns", columns)
      $0.array("rows", rows) { writer, row in
        writer.object {
          $0.field("title", row.title)
          $0.field("same", row.isSame)
          $0.array("cells", row.cells) { writer, cell in writer.element(cell ?? "-") }
        }
      }
    }
    writer.endLine()
    out = writer.out
    out.flush()
  }
}
