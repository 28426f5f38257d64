import ByteReading
import Glibc

/// The processes that a process has started, and those that they have started, as they were seen.
///
/// They are known by descriptors: a number may have become another process's.
public final class Descendants {
  private let process: Int32
  private let root: Descriptor?
  private var known: [Int32: Descriptor] = [:]
  private static let most = 4096

  public init(of process: Int32) {
    self.process = process
    root = try? Descriptor.process(process)
  }

  /// Takes note of those that are there now. One whose parents have ended is not found any more, but
  /// stays known until it ends itself.
  public func look() {
    known = known.filter { !$0.value.hasEnded }
    var waiting = known.map { ($0.key, $0.value) }
    if let root { waiting.append((process, root)) }
    var seen = Set(waiting.map(\.0))
    while let (parent, own) = waiting.popLast(), known.count < Self.most {
      let opened = Self.children(of: parent).filter { seen.insert($0).inserted }
        .map { ($0, try? Descriptor.process($0)) }
      guard !opened.isEmpty else { continue }
      // What still is a child is what was opened, of the parent that is meant as long as that lives.
      let still = Set(Self.children(of: parent))
      guard !own.hasEnded else { continue }
      for case (let child, let descriptor?) in opened where still.contains(child) {
        known[child] = descriptor
        waiting.append((child, descriptor))
      }
    }
  }

  /// Ends all of them at once.
  public func end() {
    look()
    for descriptor in known.values { descriptor.send(signal: SIGKILL) }
    known = [:]
  }

  private static func children(of process: Int32) -> [Int32] {
    let folder = "/proc/\(process)/task"
    let limit = 1 << 16
    return ((try? Host.entries(of: folder)) ?? []).flatMap { thread in
      let text = (try? Host.contents(of: "\(folder)/\(thread)/children", limit: limit)) ?? []
      return String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }
  }
}
