import ByteReading
import GoBinary
import MachineCode
import ObjectFile
import TestSupport
import Testing

@testable import StaticAudit

/// What is found by following only the code that leads to a statement is what following all finds.
@Suite struct DeferSitesTests {
  private static let source = """
    package main

    import (
    	"fmt"
    	"os"
    	"sync"
    )

    func main() { // fmt brings sync, os and reflect with it
    	var lock sync.Mutex
    	lock.Lock()
    	defer lock.Unlock()
    	for i, name := range os.Args {
    		if i%2 == 0 {
    			defer fmt.Println(name)
    			continue
    		}
    		go func() { defer lock.Unlock(); work(i, name) }()
    	}
    	work(len(os.Args), "end")
    }

    //go:noinline
    func work(n int, name string) {
    	note := func() { fmt.Println("note", n, name) }
    	defer note()
    	if n > 3 {
    		defer func() { fmt.Println(recover(), name) }()
    	}
    	for range os.Args {
    		go note()
    	}
    	fmt.Println(name)
    }
    """

  @Test(arguments: GoToolchain.installed, ["amd64", "arm64"])
  func sitesAreThoseOfTheWholeFlow(toolchain: GoToolchain, architecture: String) throws {
    let path = try toolchain.build(Self.source, environment: ["GOARCH": architecture])
    let file = try MappedFile(path: path)
    let image = try GoImage(file: file, object: ObjectFile(file: file))
    let code: CodeArchitecture = architecture == "amd64" ? .amd64 : .arm64
    let part = AuditContext(image: image, architecture: code)
    let whole = AuditContext(image: image, architecture: code)
    var count = 0
    for f in image.allFunctions where image.deferReturn(f) != 0 {
      let all = whole.store.flow(of: f).events.filter { $0.kind.isSite }
      let found = part.store.sites(of: f)
      #expect(found.map(Self.text) == all.map(Self.text), "\(image.name(f))")
      count += found.count
    }
    #expect(count > 15)
  }

  private static func text(_ event: FlowEvent) -> String {
    "\(event.address) \(event.block) \(event.kind)"
  }
}
