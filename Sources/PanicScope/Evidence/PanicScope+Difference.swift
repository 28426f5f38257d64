import ByteReading

extension PanicScope {
  /// What differs between two builds of a program.
  ///
  /// - Parameters:
  ///   - options: scopes and suppressions hold for both.
  ///   - function: put its instructions side by side.
  public static func difference(
    old: String, new: String, options: AuditOptions = AuditOptions(), function: String? = nil
  ) throws(ShowError) -> BinaryDifference {
    for path in [old, new] 
    where (try? FileStatus(path: path, followingLinks: true))?.kind == .directory {
      throw .target("\(path): is a folder; diff compares two executables")
    }
    var options = options
    options.baseline = nil
    // Two names of one file are compared too, so each is audited by itself.
    let asked = options
    let reports = mapInParallel([old, new], jobs: options.jobs) { path in
      audit(paths: [path], options: asked)
    }
    if let failure = reports.lazy.compactMap(\.errors.first).first {
      throw .binary(AuditError(path: failure.path, message: failure.message))
    }
    var subjects = reports.compactMap(\.subjects.first)
    guard subjects.count == 2, reports.allSatisfy({ $0.subjects.count == 1 }) else {
      throw .target("compare two executables, not folders")
    }
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
