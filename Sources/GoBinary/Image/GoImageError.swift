/// Why a file cannot be read as a Go program.
public enum GoImageError: Error, Hashable, Sendable {
  /// No program of the gc toolchain; in words that follow `it is`: `a TinyGo program`.
  case notGo(kind: String)
  /// A Go program of a kind that is not read, in words that follow `it is`.
  case unsupported(String)
  /// A table has impossible contents: which, and at which offset in the file.
  case damaged(what: String, offset: Int)
}
