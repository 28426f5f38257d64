import ByteReading
import GoBinary
import ObjectFile
import StaticAudit

/// How one file is audited. The live one reads it; tests put their own in its place.
struct TargetAudit: Sendable {
  enum Outcome: Sendable {
    case audited(AuditSubject)
    /// No Go executable: what such files are counted as (`not Go`), and what is said of one that
    /// the user named (`is a script: only ...`).
    case passedOver(kind: String, sentence: String)
    case failed(String)
  }
  var run: @Sendable (_ path: String) -> Outcome
}

extension TargetAudit {
  static func live(_ options: AuditOptions) -> TargetAudit {
    var engine = BinaryAudit.Options()
    engine.spawners = options.configuration.spawners.map { ($0.function, $0.argument) }
    let settings = engine
    let (hash, hashing) = (options.hash, options.hashing)
    return TargetAudit { path in
      do throws(ByteError) {
        let file = try MappedFile(path: path)
        var outcome = audit(file, path: path, options: settings)
        if hash, case .audited(var subject) = outcome {
          subject.sha256 = MessageDigest.sha256(file) { hashing?(path, $0, file.count) }
          outcome = .audited(subject)
        }
        try file.checkNotTruncated()
        return outcome
      } catch {
        return .failed(words(for: error))
      }
    }
  }

  private static func audit(
    _ file: MappedFile, path: String, options: BinaryAudit.Options
  ) -> Outcome {
    switch open(file) {
    case .refused(let outcome): return outcome
    case .image(let image):
      return .audited(BinaryAudit.run(image: image, path: path, options: options))
    }
  }

  private enum Opened {
    case image(GoImage)
    case refused(Outcome)
  }

  private static func open(_ file: MappedFile) -> Opened {
    let object: ObjectFile
    do throws(ObjectFileError) {
      object = try ObjectFile(file: file)
    } catch {
      switch error {
      case .unsupported(let recognised):
        return .refused(
          .passedOver(
            kind: kind(of: recognised.format),
            sentence:
              "is \(recognised.words): only ELF executables for amd64 and arm64 can be audited"))
      case .damaged(let what, let offset): return .refused(damaged(file, what, offset))
      }
    }
    do throws(GoImageError) {
      return .image(try GoImage(file: file, object: object))
    } catch {
      switch error {
      case .notGo(let words):
        return .refused(
          .passedOver(
            kind: kind(ofProgram: words),
            sentence: "is \(words): only programs of the gc toolchain can be audited"))
      case .unsupported(let words):
        return .refused(.failed("is \(words), which cannot be audited"))
      case .damaged(let what, let offset): return .refused(damaged(file, what, offset))
      }
    }
  }

  /// Reads one named file with `body`; what is wrong with the file becomes an `AuditError`.
  static func reading<Result>(
    _ path: String, _ body: (GoImage) -> Result
  ) throws(AuditError) -> Result {
    let sentence: String
    do throws(ByteError) {
      let file = try MappedFile(path: path)
      switch open(file) {
      case .image(let image):
        let result = body(image)
        try file.checkNotTruncated()
        return result
      case .refused(.passedOver(_, let words)), .refused(.failed(let words)): sentence = words
      case .refused(.audited): sentence = "cannot be read"
      }
    } catch {
      sentence = words(for: error)
    }
    throw AuditError(path: path, message: sentence)
  }

  /// What files of a format are counted as.
  private static func kind(of format: ObjectFormat) -> String {
    switch format {
    case .elf: "ELF for other machines"
    case .machO: "Mach-O"
    case .pe: "PE"
    case .other: "not executable"
    }
  }

  private static func kind(ofProgram words: String) -> String {
    if words.hasPrefix("a TinyGo") { return "TinyGo" }
    return words.hasPrefix("a gccgo") ? "gccgo" : "not Go"
  }

  /// A damaged file fails if it can be seen to be of Go; else nobody needs to hear of it unless
  /// they named it.
  private static func damaged(_ file: MappedFile, _ what: String, _ offset: Int) -> Outcome {
    let sentence =
      "is damaged: \(what) at offset 0x\(String(offset, radix: 16)) of the file; "
      + "build or copy it again"
    // The build information, and the note of the build ID: early in the file, where little is cut.
    let marks: [[UInt8]] = [
      [0xFF] + Array(" Go buildinf:".utf8), [4, 0, 0, 0] + Array("Go\0\0".utf8),
    ]
    return marks.allSatisfy { file.bytes.firstRange(of: $0) == nil }
      ? .passedOver(kind: "damaged", sentence: sentence) : .failed(sentence)
  }

  private static func words(for error: ByteError) -> String {
    switch error.code {
    case .system(let number): "cannot be opened: \(HostError(number).message)"
    case .notARegularFile: "is no regular file"
    case .truncatedWhileRead: "became shorter while it was read; audit a copy that nobody writes to"
    case .endOfBytes, .integerTooLong: "is damaged at offset 0x\(String(error.offset, radix: 16))"
    }
  }
}
