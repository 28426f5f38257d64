import ByteReading

/// Who holds BPF probes in a program.
public enum ProbeHolders {
  /// More is not looked through.
  private static let mostDescriptors = 65_536

  /// Processes with a uprobe in `executable` that reaches `process`, as far as the kernel tells (the files of a
  /// link since Linux 6.8) and may be read.
  public static func find(executable: String, process: Int32) -> [Int32] {
    var looked = 0
    let processes = ((try? Host.entries(of: "/proc")) ?? []).compactMap { Int32($0) }.sorted()
    return processes.filter { holder in
      let names = (try? Host.entries(of: "/proc/\(holder)/fd")) ?? []
      return names.contains { name in
        looked += 1
        guard looked < mostDescriptors,
          let kind = Host.linkTarget("/proc/\(holder)/fd/\(name)"), kind.contains("bpf_link"),
          let bytes = try? Host.contents(of: "/proc/\(holder)/fdinfo/\(name)", limit: 1 << 20)
        else { return false }
        return describesProbe(
          String(decoding: bytes, as: UTF8.self), in: executable, of: process)
      }
    }
  }

  /// Whether such a description of a link tells of a uprobe in the file, for this process or for all.
  static func describesProbe(_ text: String, in executable: String, of process: Int32) -> Bool {
    var fields: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      if let name = parts.first, let value = parts.dropFirst().first, name.hasSuffix(":") {
        fields[name.dropLast()] = value
      }
    }
    let followed = fields["pid"].flatMap { Int32($0) } ?? 0
    return fields["link_type"].map { $0 == "uprobe_multi" || $0 == "perf" } == true
      // A link over perf_event has its path as `name`.
      && (fields["path"] ?? fields["name"]).map(String.init) == executable && [0, process].contains(followed)
  }
}
