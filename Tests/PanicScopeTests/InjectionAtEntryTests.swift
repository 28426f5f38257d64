import PanicScope
import TestSupport
import Testing

/// At a function's beginning nothing is deferred yet, whatever the stack holds from before.
@Suite(.enabled(if: InjectionProgram.canRun))
struct InjectionAtEntryTests {
  private static let source = """
    package main

    import (
    	"fmt"
    	"sync"
    )

    type cache struct {
    	mutex sync.Mutex
    	held  map[string]int
    }

    // Its deferred call is open-coded.
    func (c *cache) drop(name string) {
    	c.mutex.Lock()
    	defer c.mutex.Unlock()
    	delete(c.held, name)
    }

    // The panic runs drop on a stack that the runtime has just written to.
    func (c *cache) update(name string) {
    	c.mutex.Lock()
    	defer c.drop(name)
    	c.held[name] = 1
    	c.mutex.Unlock()
    }

    type pool[T any] struct{ work func(T) }

    func (p *pool[T]) one(job T) {
    	defer func() { recover() }()
    	p.work(job)
    }

    func try[T any](f func() T) T {
    	defer func() { recover() }()
    	return f()
    }

    func main() {
    	defer func() { fmt.Println("recovered:", recover()) }()
    	(&pool[int]{work: func(int) { panic("job") }}).one(1)
    	try(func() int { panic("int") })
    	try(func() string { panic("string") })
    	(&cache{}).update("a")
    }
    """

  private static let toolchains = [
    GoToolchain.installed(1, 21), .installed(1, 24), .installed(1, 27),
  ]
  .compactMap { $0 }

  private func inject(
    _ place: String, _ toolchain: GoToolchain, value: String? = nil
  ) throws -> InjectionResult {
    var options = InjectionOptions(command: [try toolchain.build(Self.source)])
    options.output = .dropped
    options.inheritsInput = false
    var target = InjectionTarget(place: place)
    target.value = value
    return try PanicScope.inject(target, options: options).result
  }

  @Test(arguments: toolchains, [nil, "a text"])
  func nothingIsDeferredYet(toolchain: GoToolchain, value: String?) throws {
    let result = try inject("main.(*cache).drop", toolchain, value: value)
    #expect(result.outcome == .survived && result.fatalError == nil)
    #expect(result.place.function == "main.(*cache).drop")
    #expect(result.recoveredBy?.function == "main.main.func1")
    #expect(result.explanation?.contradictions == [])
  }

  /// As reports and tracebacks write them.
  @Test(arguments: toolchains)
  func genericFunctionsNeedNoTypeArguments(toolchain: GoToolchain) throws {
    for name in ["main.(*pool[...]).one", "(*pool[...]).one"] {
      let result = try inject(name, toolchain)
      #expect(result.place.function == "main.(*pool[go.shape.int]).one", "\(name)")
    }
    do {
      _ = try inject("main.try[...]", toolchain)
      Issue.record("two functions have this name")
    } catch {
      #expect(
        "\(error)".contains("can be main.try[go.shape.int] or main.try[go.shape.string]"),
        "\(error)")
    }
  }
}
