import ByteReading

/// What the go command itself says of the program.
extension Bench {
  func vet() throws(LabFailure) -> MeasureResult {
    let result = try builder.go(["vet", "."], program, variant, toolchain)
    let words = result.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return MeasureResult(
      readings: [Reading("go vet", words.isEmpty ? "says nothing" : String(words[0]))],
      exhibits: [
        Exhibit("go vet", engine: "go", lines: words.prefix(20).map(String.init))
      ])
  }

  /// Sizes and calls in the assembly listing that the compiler writes.
  func listing(_ flags: String, _ functions: [String]) throws(LabFailure) -> MeasureResult {
    // To nowhere: the listing is what is wanted.
    let result = try builder.go(
      ["build", "-o", "/dev/null", "-gcflags=\(flags)", "."], program, variant, toolchain)
    guard result.status == 0 else {
      throw LabFailure("go build failed: \(ProgramBuilder.firstLines(result.output))")
    }
    let name = "go build -gcflags='\(flags)'"
    let lines = result.output.split(separator: "\n").map(String.init)
    var output = MeasureResult(
      readings: [Reading("\(name) prints", lines.isEmpty ? "nothing" : "a listing")])
    for function in functions {
      var size: String?
      var calls: [String] = []
      var isInside = false
      for line in lines {
        if !line.hasPrefix("\t") { isInside = false }
        if line.hasPrefix("\(function) STEXT") {
          isInside = true
          size = line.split(separator: " ").first { $0.hasPrefix("size=") }
            .map { String($0.dropFirst(5)) }
        } else if isInside,
          let call = line.split(separator: "\t").drop(while: { $0 != "CALL" })
            .dropFirst().first
        {
          calls.append(String(call.replacing("(SB)", with: "")))
        }
      }
      guard let size else { continue }
      output.readings.append(Reading("\(function) in \(flags): bytes", size))
      output.readings.append(
        Reading(
          "\(function) in \(flags): calls",
          calls.isEmpty ? "nothing" : Set(calls).sorted().joined(separator: ", ")))
    }
    output.exhibits = [
      Exhibit(
        name, engine: "go",
        lines: lines.filter { $0.contains("STEXT") || $0.contains("\tCALL\t") }.prefix(40)
          .map { $0.replacing("\t", with: "  ") })
    ]
    return output
  }
}
