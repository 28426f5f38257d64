import GoBinary
import TestSupport
import Testing

@Suite struct PackageTests {
  @Test(
    "the package is what stands before the name",
    arguments: [
      ("fmt.Println", "fmt"),
      ("net/http.(*conn).serve.func1", "net/http"),
      ("github.com/a/b%2ec/d%2ee.(*T).M-fm", "github.com/a/b.c/d.e"),
      ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3"),
      ("go.uber.org/zap.New", "go.uber.org/zap"),
      ("main.F[go.shape.struct { example.com/x.A int }]", "main"),
      ("type:.eq.github.com/a/b.T", ""), ("type..eq.[2]string", ""), ("go:buildid", ""),
      ("_cgo_init", ""), ("", ""), ("a%2", ""), ("%", ""),
    ])
  func package(_ name: String, _ expected: String) {
    #expect(SymbolName.package(name) == expected)
  }

  @Test(
    "functions belong to the main module, a dependency or std", arguments: GoToolchain.installed)
  func scopes(_ toolchain: GoToolchain) throws {
    let image = try SampleProgram.image(toolchain, .stripped)
    var packages: [ModuleScope: Set<String>] = [:]
    for function in image.allFunctions {
      packages[image.scope(of: function), default: []].insert(image.package(of: function))
    }
    #expect(packages[.main] == ["main", "example.com/sample.mod/sub.pkg"])
    #expect(packages[.deps] == nil)
    #expect(packages[.std]?.isSuperset(of: ["runtime", "fmt", "sync"]) == true)
    #expect(image.scope(ofName: "github.com/x/y.F") == .deps)
    #expect(image.scope(ofName: "example.com/sample.model.F") == .deps)
    #expect(image.scope(ofName: "vendor/golang.org/x/net/http/httpguts.F") == .std)
    #expect(image.scope(ofName: "example.com/sample.mod/vendor/x.y/z.F") == .deps)
    #expect(image.scope(ofName: "internal/runtime/maps.(*Map).Get") == .std)
  }
}
