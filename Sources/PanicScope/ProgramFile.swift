import ByteReading
import GoBinary
import ObjectFile
import ProcessControl

/// A Go executable that is to be run or that runs.
struct ProgramFile {
  /// Where it was found.
  let path: String
  let image: GoImage

  /// Opens what a shell would run for `name`.
  init(command name: String) throws(AuditError) {
    guard !name.isEmpty else {
      throw AuditError(path: "--", message: "the name of the program to run is empty")
    }
    guard let path = LaunchedCommand.find(name) else {
      throw AuditError(path: name, message: "no such program in PATH")
    }
    try self.init(path: path)
  }

  /// What the program lacks when it is started under ptrace by somebody who may not trace its owner.
  var noteOnRights: String? {
    guard (try? FileStatus(path: path, followingLinks: true))?.changesRights == true,
      let lacking = Privileges.own.lacking([.sysPtrace]).first?.name
    else { return nil }
    return
      "\(path) is setuid or setgid: under ptrace, without \(lacking), it runs without its owner's rights"
  }

  init(path: String) throws(AuditError) {
    func failure(_ message: String) -> AuditError { AuditError(path: path, message: message) }
    let file: MappedFile
    do throws(ByteError) {
      file = try MappedFile(path: path)
    } catch {
      if case .system(let number) = error.code {
        throw failure("cannot be opened: \(HostError(number).message)")
      }
      throw failure("is no regular file")
    }
    let object: ObjectFile
    do throws(ObjectFileError) {
      object = try ObjectFile(file: file)
    } catch {
      switch error {
      case .unsupported(let recognised):
        let advice =
          recognised.format == .elf
          ? "only 64-bit programs of this machine can be followed"
          : "name the Go executable itself, no script around it"
        throw failure("is \(recognised.words): \(advice)")
      case .damaged(let what, _): throw failure("is damaged: \(what)")
      }
    }
    do throws(GoImageError) {
      image = try GoImage(file: file, object: object)
    } catch {
      switch error {
      case .notGo(let words), .unsupported(let words):
        throw failure("is \(words): only programs of the gc toolchain can be followed")
      case .damaged(let what, _): throw failure("is damaged: \(what)")
      }
    }
    self.path = path
  }
}
