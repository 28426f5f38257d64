import Foundation
import PanicContract
import Synchronization
import Testing

@testable import PanicScope

@Suite struct TargetTests {
  /// A folder with the named files, removed after the test.
  private func withFolder(_ files: [String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files {
      let url = folder.appendingPathComponent(file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: url)
    }
    try body(folder.path)
  }

  @Test func aFolderStandsForAllFilesBelowInOrder() throws {
    try withFolder(["b/z.go", "b/a.go", "a.go", "c.txt", "b/d/e.go"]) { folder in
      let report = PanicScope.audit(
        paths: [folder], options: AuditOptions(), with: Fake.audit([]))
      #expect(
        report.subjects.map { $0.path.dropFirst(folder.count + 1) } == [
          "a.go", "b/a.go", "b/z.go", "b/d/e.go",
        ])
      #expect(report.passedOver == [AuditReport.PassedOver(reason: "not Go", count: 1)])
      #expect(report.errors.isEmpty)
    }
  }

  @Test func linksAreFollowedWhereNamedAndNotWhereMet() throws {
    try withFolder(["real/a.go"]) { folder in
      let manager = FileManager.default
      try manager.createSymbolicLink(
        atPath: folder + "/real/loop", withDestinationPath: folder)
      try manager.createSymbolicLink(
        atPath: folder + "/named", withDestinationPath: folder + "/real")
      let report = PanicScope.audit(
        paths: [folder + "/named"], options: AuditOptions(), with: Fake.audit([]))
      #expect(report.subjects.map(\.path) == [folder + "/named/a.go"])
      #expect(report.passedOver == [AuditReport.PassedOver(reason: "symbolic links", count: 1)])
    }
  }

  @Test func aFileWithSeveralNamesIsAuditedOnce() throws {
    try withFolder(["b/a.go", "b/c.go"]) { folder in
      let manager = FileManager.default
      try manager.linkItem(atPath: folder + "/b/a.go", toPath: folder + "/b/z.go")
      try manager.createSymbolicLink(
        atPath: folder + "/named", withDestinationPath: folder + "/b/a.go")
      let named = folder + "/b/a.go"
      let report = PanicScope.audit(
        paths: [named, named, folder + "/named", folder + "/b", folder + "/b/"],
        options: AuditOptions(), with: Fake.audit([]))
      #expect(report.subjects.map { $0.path.dropFirst(folder.count) } == ["/b/a.go", "/b/c.go"])
      #expect(report.errors.isEmpty && report.passedOver.isEmpty)
    }
  }

  @Test func namedFilesMustBeGoAndFoldersMustHoldSome() throws {
    try withFolder(["x.txt", "only/y.txt", "mixed/broken", "mixed/a.go"]) { folder in
      let paths = ["/x.txt", "/only", "/mixed", "/missing"].map { folder + $0 }
      let report = PanicScope.audit(
        paths: paths, options: AuditOptions(), with: Fake.audit([]))
      let errors = report.errors.map { "\($0.path.dropFirst(folder.count)): \($0.message)" }
      #expect(
        errors.sorted() == [
          "/missing: No such file or directory", "/mixed/broken: is broken",
          "/only: no Go executable below it was audited", "/x.txt: it is not Go",
        ])
      #expect(report.subjects.count == 1)
    }
  }

  @Test func auditOfOnePathThrowsWhenItCannotBeAudited() throws {
    #expect(throws: AuditError(path: "/nonexistent/x", message: "No such file or directory")) {
      try PanicScope.audit(path: "/nonexistent/x")
    }
    try withFolder(["text"]) { folder in
      let error = #expect(throws: AuditError.self) {
        try PanicScope.audit(path: folder + "/text")
      }
      #expect(error?.message.hasPrefix("is not an executable: only ELF") == true)
    }
  }

  @Test func resultsKeepTheOrderOfTheTargetsOnManyThreads() {
    let elements = Array(0..<200)
    let progress = Mutex<[Int]>([])
    let results = mapInParallel(
      elements, jobs: 8, finished: { count, _ in progress.withLock { $0.append(count) } },
      { element in
        if element % 7 == 0 { usleep(2000) }
        return element * 2
      })
    #expect(results == elements.map { $0 * 2 })
    #expect(progress.withLock { $0 } == Array(1...200))
    #expect(mapInParallel([Int](), jobs: nil) { $0 }.isEmpty)
  }
}
