import ByteReading

/// Why a file of JSON cannot be used.
struct JSONFileError: Error {
  var message: String
}

extension JSONValue {
  /// Reads a whole file of at most `limit` bytes; endless ones end there.
  init(contentsOf path: String, limit: Int) throws(JSONFileError) {
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try Host.contents(of: path, limit: limit)
    } catch {
      throw JSONFileError(
        message: error.isTooLarge ? "is longer than \(limit >> 20) MiB" : error.message)
    }
    do throws(SyntaxError) {
      self = try JSONValue(parsing: bytes)
    } catch {
      throw JSONFileError(message: "is no JSON, line \(error.line)")
    }
  }
}
