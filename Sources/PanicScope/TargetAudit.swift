internal import ByteReading
internal import GoBinary
internal import ObjectFile
internal import PanicContract
internal import StaticAudit

/// How one file is audited. The live one reads it; tests put their own in its place.
struct TargetAudit: Sendable {
  enum Outcome: Sendable {
    case audited(AuditSubject)
    /// No Go executable: what such files are counted as (`not Go`), and what is said of one that
    /// the user named (`is an ELF executable, but not of Go`).
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
    let hash = options.hash
    return TargetAudit { path in
      do throws(ByteError) {
        let file = try MappedFile(path: path)
        let outcome = audit(file, path: path, options: settings, hash: hash)
        try file.checkNotTruncated()
        return outcome
      } catch {
        return .failed(words(for: error))
      }
    }
  }

  private static func audit(
    _ file: MappedFile, path: String, options: BinaryAudit.Options, hash: Bool
  ) -> Outcome {
    let object: ObjectFile
    do throws(ObjectFileError) {
      object = try ObjectFile(file: file)
    } catch {
      switch error {
      case .unsupported(let recognised):
        return .passedOver(kind: recognised.words, sentence: "is \(recognised.words): only ELF executables for amd64 and arm64 can be audited")
      case .damaged(let what, let offset): return .failed(damaged(what, offset))
      }
    }
    let image: GoImage
    do throws(GoImageError) {
      image = try GoImage(file: file, object: object)
    } catch {
      switch error {
      case .notGo(let kind):
        return .passedOver(
          kind: kind, sentence: "is \(kind): only programs of the gc toolchain can be audited")
      case .unsupported(let what):
        return .passedOver(kind: what, sentence: "is \(what), which cannot be audited")
      case .damaged(let what, let offset): return .failed(damaged(what, offset))
      }
    }
    var subject = BinaryAudit.run(image: image, path: path, options: options)
    if hash { subject.sha256 = MessageDigest.sha256(file.bytes) }
    return .audited(subject)
  }

  private static func damaged(_ what: String, _ offset: Int) -> String {
    "is damaged: \(what) at offset 0x\(String(offset, radix: 16)) of the file; build or copy it again"
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
