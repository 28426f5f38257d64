import ByteReading
import StaticAudit

/// Why a package could not be built in all ways, in one sentence.
public struct VariantError: Error, Sendable {
  public var message: String
}

extension PanicScope {
  /// Builds a Go package with and without inlining and optimisation, and tells what that changes.
  ///
  /// - Parameters:
  ///   - roots: folders of Go toolchains (GOROOT); without any the `go` of PATH.
  ///   - function: tell its size and calls in every build.
  public static func variants(
    package: String, roots: [String], function: String? = nil,
    progress: ((String) -> Void)? = nil
  ) throws(VariantError) -> VariantReport {
    let folder: TemporaryFolder
    do throws(HostError) {
      guard try FileStatus(path: package, followingLinks: true).kind == .directory else {
        throw HostError(20)
      }
      folder = try TemporaryFolder()
    } catch {
      throw VariantError(message: "\(package): \(error.message); name the folder of a Go package")
    }
    var table = VariantTable(function: function)
    for root in roots.isEmpty ? [nil] : roots.map(Optional.some) {
      for flags in VariantTable.flags {
        let binary = folder.path + "/program"
        progress?(([root ?? "go"] + flags).joined(separator: " "))
        try build(package, root: root, flags: flags, to: binary, log: folder.path + "/log")
        var options = AuditOptions()
        options.scopes = [.main]
        do throws(AuditError) {
          let report = try audit(path: binary, options: options)
          let sizes = try TargetAudit.reading(binary) { CodeSizes(image: $0) }
          if let subject = report.subjects.first {
            table.add(subject, sizes, flags: flags)
          }
        } catch {
          throw VariantError(message: "\(package) was built, but \(error.message)")
        }
      }
    }
    return table.report(package)
  }

  private static func build(
    _ package: String, root: String?, flags: [String], to binary: String, log: String
  ) throws(VariantError) {
    let program = root.map { $0 + "/bin/go" } ?? "go"
    var environment: ChildProcess.Environment = [:]
    if let root {
      environment["GOROOT"] = root
      environment["GOTOOLCHAIN"] = "local"
    }
    let settings = flags.isEmpty ? [] : ["-gcflags=all=" + flags.joined(separator: " ")]
    let result: ChildProcess.Result
    do throws(HostError) {
      result = try ChildProcess.run(
        program, ["build", "-o", binary] + settings + ["."], environment: environment,
        folder: package, outputFile: log)
    } catch {
      throw VariantError(message: "\(program) cannot be run: \(error.message); see --go")
    }
    guard result.status == 0 else {
      let first = result.output.split(separator: "\n").prefix(3).joined(separator: "; ")
      throw VariantError(
        message: "\(program) build \(settings.joined(separator: " ")) failed: \(first)")
    }
  }
}

/// Gathers the columns of a variant report.
private struct VariantTable {
  static let flags: [[String]] = [[], ["-l"], ["-N", "-l"]]

  private struct Column {
    var title: String
    var cells: [String: String] = [:]
  }
  private let function: String?
  private var columns: [Column] = []
  /// The titles of all rows, in the order in which they came.
  private var titles: [String] = []

  init(function: String?) { self.function = function }

  mutating func add(_ subject: AuditSubject, _ sizes: CodeSizes, flags: [String]) {
    var column = Column(
      title: ([subject.goVersion ?? "go"] + (flags.isEmpty ? ["default"] : flags))
        .joined(separator: " "))
    func set(_ title: String, _ cell: String, _ table: inout VariantTable) {
      if !table.titles.contains(title) { table.titles.append(title) }
      column.cells[title] = cell
    }
    set("functions of the main module", "\(sizes.functions.count)", &self)
    set("bytes of code", "\(sizes.functions.values.reduce(0) { $0 + $1.bytes })", &self)
    set("calls", "\(sizes.functions.values.reduce(0) { $0 + $1.callees.count })", &self)
    for kind in DeferSite.Kind.allCases {
      set("defers, \(kind.rawValue)", "\(subject.defers.count { $0.kind == kind })", &self)
    }
    for severity in Severity.allCases.reversed() {
      set(
        "findings, \(severity.rawValue)",
        "\(subject.findings.count { $0.severity == severity })", &self)
    }
    var ordinals: [String: Int] = [:]
    for site in subject.recovers {
      let name = site.place.function ?? "?"
      let ordinal = ordinals[name, default: 0]
      ordinals[name] = ordinal + 1
      let title = "recover() in \(name)" + (ordinal == 0 ? "" : " (\(ordinal + 1))")
      set(title, Self.cell(site.verdict, site.cause), &self)
      // What differs is often one use of several: the whole is mixed in every column then.
      guard site.uses.count > 1 else { continue }
      var users: [String: Int] = [:]
      for use in site.uses.prefix(Self.mostUses) {
        let user = use.place.function ?? "?"
        let number = users[user, default: 0]
        users[user] = number + 1
        set(
          "\(title), used by \(user)" + (number == 0 ? "" : " (\(number + 1))"),
          Self.cell(use.verdict, use.cause), &self)
      }
    }
    if let function {
      let found = sizes.functions[function]
      set("bytes of \(function)", found.map { "\($0.bytes)" } ?? "inlined away", &self)
      for callee in Set(found?.callees ?? []).sorted() {
        set("\(function) calls \(callee)", "yes", &self)
      }
    }
    columns.append(column)
  }

  private static let mostUses = 32

  private static func cell(_ verdict: Verdict, _ cause: Cause?) -> String {
    cause.map { "\(verdict.rawValue): \($0.rawValue)" } ?? verdict.rawValue
  }

  func report(_ package: String) -> VariantReport {
    VariantReport(
      package: package, columns: columns.map(\.title),
      rows: titles.map { title in
        VariantReport.Row(title: title, cells: columns.map { $0.cells[title] })
      })
  }
}
