import Foundation

/// Where tests keep what is dear to make: `panicscope` in the user's cache directory.
public enum CacheDirectory {
  public static let path: String = {
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? NSHomeDirectory() + "/.cache"
    return base + "/panicscope"
  }()

  /// A directory below it, made when it is not there.
  public static func directory(_ name: String) throws -> String {
    let directory = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    return directory
  }
}
