import Foundation
import TestSupport
import Testing

/// Tracebacks leave out type arguments: what frames of generic functions defer is told all the same.
@Suite struct ExplainedGenericsTests {
  private static let source = """
    package main

    import (
    \t"os"
    \t"sync"
    \t"time"
    )

    type pool[T any] struct{ work func(T) }

    //go:noinline
    func (p *pool[T]) run(group *sync.WaitGroup, value T) {
    \tdefer group.Done()
    \tp.one(value)
    }

    //go:noinline
    func (p *pool[T]) one(value T) {
    \tdefer func() { p.guard() }()
    \tp.work(value)
    }

    //go:noinline
    func (p *pool[T]) guard() {
    \tif r := recover(); r != nil {
    \t\tprintln("never")
    \t}
    }

    //go:noinline
    func bare[T any](f func(T), value T) { f(value) }

    func fails[T any](value T) { panic("fails") }

    func main() {
    \tif os.Args[1] == "bare" {
    \t\tbare(fails[string], "a")
    \t}
    \tvar group sync.WaitGroup
    \tgroup.Add(2)
    \tgo (&pool[int]{func(int) {}}).run(&group, 1)
    \tgo (&pool[*os.File]{fails[*os.File]}).run(&group, os.Stdin)
    \ttime.Sleep(time.Minute)
    }
    """

  @Test(
    arguments: [(1, 21), (1, 24), (1, 27)].compactMap { GoToolchain.installed($0.0, $0.1) },
    [[], ["-ldflags=-s -w", "-trimpath"]])
  func areJoinedToTheExecutable(toolchain: GoToolchain, flags: [String]) throws {
    let program = try toolchain.build(Self.source, flags: flags)
    let deferred = try ExplanationDocument.ofDeath(program, "pool")
    #expect(deferred.kind == "recover-ineffective", "\(deferred.sentence)")
    #expect(deferred.cause == "too-deep")
    let bare = try ExplanationDocument.ofDeath(program, "bare")
    #expect(bare.sentence.contains("no function of this stack defers anything"), "\(bare.sentence)")
  }
}
