/// A class that keeps a mapped file alive and lends its bytes.
///
/// `file` must be a constant: the span is borrowed from the owner, which must not let go of it.
public protocol MappedFileOwner: AnyObject {
  var file: MappedFile { get }
}

extension MappedFileOwner {
  /// All bytes of the file.
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let file = self.file
      return unsafe _overrideLifetime(file.bytes, borrowing: self)
    }
  }
}
