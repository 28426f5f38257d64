import ByteReading

/// The files that the targets stand for: a file for itself, a folder for all regular files below
/// it. Links are followed where they are named, never where they are met, so that there is no loop.
struct TargetList {
  struct File: Sendable {
    var path: String
    /// The user named the file itself, so that being no Go executable is an error.
    var isNamed: Bool
    /// The folders that the user named and that it is below of.
    var folders: [String]
  }

  private(set) var folders: [String] = []
  /// Each file once, whatever the number of its names among the targets.
  private(set) var files: [File] = []
  private var numbers: [FileStatus.Identity: Int] = [:]
  private(set) var failures: [AuditReport.Failure] = []
  private(set) var passedOver: [String: Int] = [:]

  init(_ paths: [String]) {
    for path in paths {
      guard !path.isEmpty else {
        fail("(no name)", "an empty argument is no path; is a variable unset?")
        continue
      }
      do throws(HostError) {
        let status = try FileStatus(path: path, followingLinks: true)
        switch status.kind {
        case .regular: add(path, status.identity, below: nil)
        case .directory:
          folders.append(path)
          addFolder(path)
        case .symbolicLink, .other: fail(path, "is no regular file and no folder")
        }
      } catch {
        fail(path, words(for: error, path))
      }
    }
  }

  private mutating func addFolder(_ root: String) {
    var pending = [root]
    while let folder = pending.popLast() {
      var folders: [String] = []
      do throws(HostError) {
        for name in try Host.entries(of: folder) {
          let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
          add(path, below: root, folders: &folders)
        }
      } catch {
        fail(folder, error.message)
      }
      pending.append(contentsOf: folders.reversed())
    }
  }

  private mutating func add(_ path: String, below root: String, folders: inout [String]) {
    do throws(HostError) {
      let status = try FileStatus(path: path, followingLinks: false)
      switch status.kind {
      case .regular: add(path, status.identity, below: root)
      case .directory: folders.append(path)
      case .symbolicLink: passedOver["symbolic links", default: 0] += 1
      case .other: passedOver["special files", default: 0] += 1
      }
    } catch {
      fail(path, words(for: error, path))
    }
  }

  private mutating func add(_ path: String, _ identity: FileStatus.Identity, below root: String?) {
    let number = numbers[identity] ?? files.count
    if number == files.count {
      numbers[identity] = number
      files.append(File(path: path, isNamed: false, folders: []))
    }
    guard let root else {
      files[number].isNamed = true
      return
    }
    if !files[number].folders.contains(root) { files[number].folders.append(root) }
  }

  /// Names are text here: other bytes in them have become U+FFFD, which no file is found by.
  private func words(for error: HostError, _ path: String) -> String {
    path.unicodeScalars.contains("\u{FFFD}")
      ? "cannot be opened, since its name is not UTF-8; link or copy it to another name"
      : error.message
  }

  private mutating func fail(_ path: String, _ message: String) {
    failures.append(AuditReport.Failure(path: path, message: message))
  }
}
