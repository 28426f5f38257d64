import Foundation

/// What collectors make of the lines that a program writes.
enum LogWrapping: String, CaseIterable, Sendable {
  case plain, carriageReturns, journaldShort, journaldISO, syslog5424, dockerJSON, cri, criPartial
  case kubectlPrefix, kubectlTimestamps, compose, gitHubActions, jsonLines, jsonRecord, brackets
  case cloudWatch, loggedStacktrace
  case unknownPrefix, spacesForTabs, noise, interleaved
  case colours, mailQuote, logfmt, yamlBlock, codeSpans, table, page, oneLine

  /// What stands before the lines or was made of them is found out by a stack; texts that have none, and
  /// reports of crashes that were none, are not looked for in these.
  var needsStack: Bool {
    switch self {
    case .unknownPrefix, .logfmt, .yamlBlock, .codeSpans, .table, .page, .oneLine: true
    default: false
    }
  }

  func wrap(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    let time = "2026-11-23T06:55:49.123456789Z"
    switch self {
    case .plain: return text
    case .carriageReturns: return lines.map { $0 + "\r\n" }.joined()
    case .journaldShort: return prefixed(lines, "Nov 23 06:55:49 web-host app[4711]: ")
    case .journaldISO: return prefixed(lines, "2026-11-23T06:55:49+0000 web-host app[4711]: ")
    case .syslog5424:
      return prefixed(lines, "<11>1 2026-11-23T06:55:49.003Z ").replacing(
        "003Z ", with: "003Z web-host app[4711]: ")
    case .dockerJSON:
      return lines.map {
        "{\"log\":\(quoted($0 + "\n")),\"stream\":\"stderr\",\"time\":\"\(time)\"}\n"
      }.joined()
    case .cri: return prefixed(lines, time + " stderr F ")
    case .criPartial:
      return lines.map { line in
        guard line.count > 20 else { return "\(time) stderr F \(line)\n" }
        let middle = line.index(line.startIndex, offsetBy: 15)
        return "\(time) stderr P \(line[..<middle])\n\(time) stderr F \(line[middle...])\n"
      }.joined()
    case .kubectlPrefix: return prefixed(lines, "[pod/web-5d4f7c-abcde/app] ")
    case .kubectlTimestamps: return prefixed(lines, time + " ")
    case .compose: return prefixed(lines, "web-1  | ")
    case .gitHubActions: return prefixed(lines, "2026-11-23T06:55:49.1234567Z ")
    case .jsonLines:
      return lines.map {
        "{\"level\":\"error\",\"ts\":1700000000.5,\"message\":\(quoted($0)),\"pod\":\"web\"}\n"
      }.joined()
    case .jsonRecord:
      return "{\"severity\":\"ERROR\",\"textPayload\":\(quoted(text)),\"insertId\":\"x\"}\n"
    case .cloudWatch:
      return lines.map { "{\"@timestamp\":\"\(time)\",\"@message\":\(quoted($0))}\n" }.joined()
    case .loggedStacktrace:
      return "{\"level\":\"error\",\"msg\":\"child died\",\"stacktrace\":\(quoted(text))}\n"
    case .brackets: return prefixed(lines, "[2026-11-23 06:55:49.123] ")
    case .unknownPrefix: return prefixed(lines, "app-7 stderr> ")
    case .spacesForTabs: return lines.map { $0.replacing("\t", with: "    ") + "\n" }.joined()
    case .colours: return lines.map { "\u{1B}[31m\($0)\u{1B}[0m\n" }.joined()
    case .mailQuote: return prefixed(lines, "> ")
    case .logfmt:
      return "time=\"\(time)\" level=error msg=\(quoted(text).replacing("\\/", with: "/"))\n"
    case .yamlBlock: return "terminated:\n  message: |\n" + prefixed(lines, "    ")
    case .codeSpans: return lines.map { $0.isEmpty ? "\n" : "`\($0)`\n" }.joined()
    case .table:
      return lines.map { "\"2026-11-23\",\"web\",\"\($0.replacing("\"", with: "\"\""))\"\n" }
        .joined()
    case .page:
      let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
        ">", with: "&gt;")
      return "<pre>\(escaped)</pre>\n"
    case .oneLine:
      return lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ") + "\n"
    case .noise:
      let before = (0..<500).map {
        "2026/11/23 06:55:49 INFO request \($0) took 12ms main.go:\($0)\n"
      }
      let after = (0..<500).map { "time=06:55:50 level=info msg=\"restarted\" n=\($0)\n" }
      return before.joined() + text + (text.hasSuffix("\n") ? "" : "\n") + after.joined()
    case .interleaved:
      return lines.enumerated().map { index, line in
        let other = "2026-11-23T06:55:49Z stdout F GET /health 200 \(index)\n"
        return other + "2026-11-23T06:55:49Z stderr F \(line)\n"
      }.joined()
    }
  }

  private func prefixed(_ lines: [String], _ prefix: String) -> String {
    lines.map { prefix + $0 + "\n" }.joined()
  }

  private func quoted(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: [text])
    let list = String(decoding: data ?? Data(), as: UTF8.self)
    return String(list.dropFirst().dropLast())
  }
}
