extension PanicScope {
  /// What differs between two builds of a program.
  ///
  /// - Parameters:
  ///   - options: scopes and suppressions hold for both.
  ///   - function: put its instructions side by side.
  public static func difference(
    old: String, new: String, options: AuditOptions = AuditOptions(), function: String? = nil
  ) throws(ShowError) -> BinaryDifference {
    var options = options
    options.baseline = nil
    let report = audit(paths: [old, new], options: options)
    if let failure = report.errors.first {
      throw .binary(AuditError(path: failure.path, message: failure.message))
    }
    guard report.subjects.count == 2 else {
      throw .target("compare two executables, not folders")
    }
    var subjects = report.subjects
    // Sites follow the scopes of findings: another Go brings another standard library.
    let scopes = options.scopes ?? [.main, .deps]
    for i in subjects.indices {
      subjects[i].recovers.removeAll { !scopes.contains($0.scope) }
      subjects[i].goroutines.removeAll { !scopes.contains($0.scope) }
      subjects[i].defers.removeAll { !scopes.contains($0.scope) }
    }
    var difference = SubjectComparison(old: subjects[0], new: subjects[1]).difference()
    if let function {
      difference.function = try functionDifference(function, old: old, new: new)
    }
    return difference
  }

  private static func functionDifference(
    _ function: String, old: String, new: String
  ) throws(ShowError) -> FunctionDifference {
    var request = ShowRequest()
    request.targets = [function]
    var listings: [FunctionListing] = []
    for path in [old, new] {
      do throws(ShowError) {
        let found = try show(path: path, request: request).listings
        guard let listing = found.first, found.count == 1 else {
          throw ShowError.target(
            "\(path): \(function) fits \(found.count) functions: "
              + found.map(\.function).joined(separator: ", "))
        }
        listings.append(listing)
      } catch {
        if case .target(let sentence) = error { throw .target("\(path): \(sentence)") }
        throw error
      }
    }
    return ListingAlignment(old: listings[0], new: listings[1]).difference()
  }
}
