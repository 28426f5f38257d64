/// Why a file cannot be read as an object file.
public enum ObjectFileError: Error, Hashable, Sendable {
  /// Understood, but not of a kind that is read; in words that follow `it is`: `a PE executable`.
  case unsupported(RecognisedFormat)
  /// A structure has impossible contents: which, and at which offset in the file.
  case damaged(what: String, offset: Int)
}
