import GoBinary
import GoRuntimeModel
import StaticAudit

extension PanicScope {
  /// The newest Go version that `upgrade` knows the rules of, such as `1.27`.
  public static let newestKnownGo = RuntimeLayout.all.last?.version.minorText ?? ""

  /// Which recovers are lost or gained when programs are rebuilt with another Go version.
  ///
  /// - Parameter version: such as `1.27`; nil is returned for what is no version that is known.
  public static func upgrade(
    paths: [String], to version: String, jobs: Int? = nil
  ) -> UpgradeReport? {
    guard let wanted = GoVersion(parsing: version), let newest = RuntimeLayout.all.last?.version,
      (wanted.major, wanted.minor) <= (newest.major, newest.minor),
      let era = ContractEra.of(wanted)
    else { return nil }
    let targets = TargetList(paths)
    var report = UpgradeReport(
      version: wanted.minorText, subjects: [], errors: targets.failures)
    let outcomes = mapInParallel(targets.files, jobs: jobs) { file in
      Result<UpgradeSubject, AuditError> { () throws(AuditError) in
        try TargetAudit.reading(file.path) { image in
          UpgradeAudit.run(image: image, path: file.path, to: era)
        }
      }
    }
    for (file, outcome) in zip(targets.files, outcomes) {
      switch outcome {
      case .success(let subject): report.subjects.append(subject)
      // Below a folder most files are no Go executables.
      case .failure(let error) where file.isNamed:
        report.errors.append(AuditReport.Failure(path: error.path, message: error.message))
      case .failure: break
      }
    }
    let failed = Set(report.errors.map(\.path))
    for folder in targets.folders where !failed.contains(folder) {
      let isUsed = zip(targets.files, outcomes).contains { file, outcome in
        if case .success = outcome { file.folders.contains(folder) } else { false }
      }
      if !isUsed {
        report.errors.append(
          AuditReport.Failure(path: folder, message: "no Go executable below it could be read"))
      }
    }
    return report
  }
}
