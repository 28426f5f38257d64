import Lab
import Reporting

extension LabReport {
  /// One page that needs nothing else: no scripts, no fonts, no pictures from elsewhere.
  public var html: String {
    var out = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>panicscope lab</title>
      <style>
      body{font:15px/1.45 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f}
      table{border-collapse:collapse;margin:.4rem 0}td,th{border:1px solid #ccc;padding:.15rem .5rem;text-align:left;vertical-align:top}
      pre{background:#f4f4f6;padding:.5rem;overflow-x:auto;font-size:13px}
      .pass{color:#126b2f}.differs{color:#b00020;font-weight:bold}.skipped{color:#8a6100}
      summary{cursor:pointer}@media(prefers-color-scheme:dark){body{background:#16161a;color:#e6e6ea}pre{background:#222228}}
      </style></head><body><h1>panicscope lab</h1>

      """
    out += "<p>\(Self.escaped(totals))</p>\n"
    for (experiment, cells) in groups {
      out += "<h2 id=\"\(Self.escaped(experiment.id))\">\(Self.escaped(experiment.question))</h2>\n"
      out += "<p>\(Self.escaped(experiment.answer))</p>\n"
      for cell in cells { out += Self.html(of: cell) }
    }
    return out + "</body></html>\n"
  }

  private static func html(of cell: CellResult) -> String {
    let open = cell.status == .differs ? " open" : ""
    var out = "<details\(open)><summary><span class=\"\(cell.status.rawValue)\">"
    out += "\(cell.status.rawValue.uppercased())</span> \(escaped(cell.title))</summary>\n"
    for reason in cell.reasons { out += "<p>\(escaped(reason))</p>\n" }
    if !cell.rows.isEmpty {
      out += "<table><tr><th>measured</th><th>found</th><th>expected</th></tr>\n"
      for row in cell.rows {
        let kind = row.match == .differs || row.match == .missing ? " class=\"differs\"" : ""
        out +=
          "<tr\(kind)><td>\(escaped(row.name))</td><td>\(escaped(row.found ?? "no reading"))</td>"
        out += "<td>\(escaped(row.expected ?? ""))</td></tr>\n"
      }
      out += "</table>\n"
    }
    for exhibit in cell.exhibits where !exhibit.lines.isEmpty {
      out += "<p>\(escaped(exhibit.title)) <em>[\(escaped(exhibit.engine))]</em></p>\n<pre>"
      out += exhibit.lines.map(escaped).joined(separator: "\n") + "</pre>\n"
    }
    return out + "</details>\n"
  }

  private static func escaped(_ text: String) -> String {
    VisibleText.escaping(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
