import ByteReading
import GoBinary
import ObjectFile
import TestSupport

/// A Go program with every shape that the tables describe: open-coded, stack and heap defers,
/// wrappers, nested inlining, generics, and a package whose path needs escapes.
enum SampleProgram {
  static let files = [
    "go.mod": "module example.com/sample.mod\n\ngo 1.19\n",
    "main.go": main,
    "sub.pkg/sub.go": sub,
  ]

  private static let main = """
    package main

    import (
    \t"fmt"
    \t"os"
    \t"sync"

    \tsub "example.com/sample.mod/sub.pkg"
    )

    type closer struct{ name string }

    func (c *closer) Close() { fmt.Println("close", c.name) }

    type shutter interface{ Close() }

    //go:noinline
    func openCoded(a, b func()) (err error) {
    \tdefer a()
    \tif len(os.Args) > 1 {
    \t\tdefer b()
    \t}
    \tdefer func() {
    \t\tif r := recover(); r != nil {
    \t\t\terr = fmt.Errorf("recovered %v", r)
    \t\t}
    \t}()
    \tpanic("boom")
    }

    //go:noinline
    func inLoop(n int) {
    \tfor i := 0; i < n; i++ {
    \t\tdefer fmt.Println("loop", i)
    \t}
    \tdefer fmt.Println("stack")
    }

    //go:noinline
    func methods(c *closer, s shutter) {
    \tdefer c.Close()
    \tdefer s.Close()
    }

    func square(x int) int { return twice(x) * x }
    func twice(x int) int  { return x + add(x, len(os.Args)) }
    func add(a, b int) int {
    \tif a > 1000 {
    \t\tpanic("large")
    \t}
    \treturn a + b
    }

    //go:noinline
    func nested(x int) int { return square(x) + square(x+1) }

    func main() {
    \tif len(os.Args) > 2 {
    \t\tnested(2000)
    \t}
    \tc := &closer{"c"}
    \tfmt.Println(openCoded(c.Close, func() {}))
    \tinLoop(2)
    \tmethods(c, c)
    \tvar group sync.WaitGroup
    \tgroup.Add(1)
    \tgo func() {
    \t\tdefer group.Done()
    \t\tfmt.Println(nested(len(os.Args)), sub.Largest([]int{1, 2}), sub.Largest([]string{"a"}))
    \t}()
    \tgroup.Wait()
    }

    """

  private static let sub = """
    package sub

    type ordered interface{ ~int | ~string }

    //go:noinline
    func Largest[T ordered](values []T) T {
    \tlargest := values[0]
    \tfor _, value := range values {
    \t\tif value > largest {
    \t\t\tlargest = value
    \t\t}
    \t}
    \treturn largest
    }

    """

  /// A way to build it.
  struct Variant: Sendable, CustomStringConvertible {
    var name: String
    var flags: [String] = []
    var environment: [String: String] = [:]
    var description: String { name }

    static let plain = Variant(name: "plain")
    static let stripped = Variant(name: "stripped", flags: ["-ldflags=-s -w"])
    static let pie = Variant(name: "pie", flags: ["-buildmode=pie"])
    static let strippedPie = Variant(
      name: "stripped pie", flags: ["-buildmode=pie", "-ldflags=-s -w"])
    static let arm64 = Variant(name: "arm64", environment: ["GOARCH": "arm64"])
    static let external = Variant(
      name: "externally linked", flags: ["-ldflags=-linkmode=external"],
      environment: ["CGO_ENABLED": "1"])
    static let externalPie = Variant(
      name: "externally linked pie", flags: ["-buildmode=pie", "-ldflags=-linkmode=external"],
      environment: ["CGO_ENABLED": "1"])
    static let noInlining = Variant(name: "-N -l", flags: ["-gcflags=all=-N -l"])
  }

  static func build(_ toolchain: GoToolchain, _ variant: Variant) throws -> String {
    try toolchain.build(files: files, flags: variant.flags, environment: variant.environment)
  }

  static func image(_ toolchain: GoToolchain, _ variant: Variant) throws -> GoImage {
    try open(build(toolchain, variant))
  }

  static func open(_ path: String) throws -> GoImage {
    let file = try MappedFile(path: path)
    return try GoImage(file: file, object: ObjectFile(file: file))
  }
}
