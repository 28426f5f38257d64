import Foundation

/// The part of `audit -o json --sites` that the truth is compared with.
struct AuditDocument: Decodable {
  struct Site: Decodable {
    let address: String?
    let function: String?
    let file: String?
    let line: Int?
  }

  struct Use: Decodable {
    let how: String
    let function: String?
    let file: String?
    let line: Int?
    let verdict: String
    let cause: String?
    var place: Place? { placeOf(file, line) }
  }

  struct Recover: Decodable {
    let function: String?
    let file: String?
    let line: Int?
    let verdict: String
    let cause: String?
    let rule: String?
    let uses: [Use]
    var place: Place? { placeOf(file, line) }
  }

  struct Defer: Decodable {
    let address: String?
    let function: String?
    let file: String?
    let line: Int?
    let kind: String
    let resolution: String
    let target: String?
    let candidates: [Site]
    let calls: String?
    let slot: Int?
    let method: String?
    /// By the names that compilers give a file.
    var places: Set<Place> {
      Set([placeOf(file, line), placeOf(file.map(withoutModuleVersion), line)].compactMap(\.self))
    }
  }

  struct Goroutine: Decodable {
    let function: String?
    let file: String?
    let line: Int?
    let root: String?
    let rootFile: String?
    let rootLine: Int?
    let `guard`: String
    let via: String?
    let believedRecover: String?
    let believedRecoverFile: String?
    let believedRecoverLine: Int?
    var believedPlace: Place? { placeOf(believedRecoverFile, believedRecoverLine) }
    var place: Place? { placeOf(file, line) }
    var rootPlace: Place? { placeOf(rootFile, rootLine) }
  }

  struct Finding: Decodable {
    let rule: String
    let function: String?
    let file: String?
    let line: Int?
    var place: Place? { placeOf(file, line) }
  }

  struct Subject: Decodable {
    let functions: Int
    let findings: [Finding]
    let recovers: [Recover]
    let defers: [Defer]
    let goroutines: [Goroutine]
  }

  let subjects: [Subject]
}

/// `directory/file.go:line`, the form that both `-trimpath` and other builds share.
private func placeOf(_ file: String?, _ line: Int?) -> Place? {
  guard let file, let line else { return nil }
  let names = file.split(separator: "/").suffix(2)
  return names.joined(separator: "/") + ":\(line)"
}

/// With `-trimpath` a binary has a replaced module's files under the module's version, and so does
/// what compilers print but for Go 1.19, which has the directory: `cron/v3@v3.0.0/cron.go` is
/// `cron/cron.go` there.
private func withoutModuleVersion(_ file: String) -> String {
  var names = file.split(separator: "/").map(String.init)
  guard let i = names.firstIndex(where: { $0.contains("@") }) else { return file }
  names[i] = String(names[i].prefix { $0 != "@" })
  if i > 0, names[i].wholeMatch(of: /v[0-9]+/) != nil { names.remove(at: i) }
  return names.joined(separator: "/")
}
