// Package defers holds every kind of defer statement. The deferred functions say their names when
// they run; the compiler says each statement's kind when it is asked to (-d=defer).
package defers

import (
	"io"
	"sync"

	"example.org/panicmatrix/probe"
)

//go:noinline
func one() { probe.Ran() }

//go:noinline
func two() { probe.Ran() }

//go:noinline
func withArgument(n int) { probe.Ran() }

type file struct{ name string }

func (f *file) Close() error { probe.Ran(); return nil }

type lock struct{ held bool }

func (l lock) release() { probe.Ran() }

type pool[T any] struct{ items []T }

func (p *pool[T]) drain() { probe.Ran() }

func openCoded() {
	defer one()
	defer two()
	probe.Work(1)
}

func openConditional() {
	defer one()
	if probe.Work(1) > 0 {
		defer two()
	}
	probe.Work(1)
}

func openWithArgument() {
	defer withArgument(probe.Work(1))
	probe.Work(2)
}

func openClosure() {
	n := probe.Work(1)
	defer func() { probe.Ran(); probe.Sink = n }()
	n++
}

func openMethod() {
	f := &file{"open"}
	defer f.Close()
	probe.Work(1)
}

func openValueMethod() {
	defer lock{true}.release()
	probe.Work(1)
}

func openInterface() {
	closeAll(&file{"interface"})
}

//go:noinline
func closeAll(c io.Closer) {
	defer c.Close()
	probe.Work(1)
}

func openGeneric() {
	p := &pool[string]{}
	defer p.drain()
	probe.Work(1)
}

func openMutex() {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	defer one()
	probe.Work(1)
}

func stackNine() {
	defer one()
	defer two()
	defer one()
	defer two()
	defer one()
	defer two()
	defer one()
	defer two()
	defer withArgument(9)
	probe.Work(1)
}

func stackMixedWithLoop() {
	defer one()
	for i := 0; i < 2; i++ {
		defer withArgument(i)
	}
	probe.Work(1)
}

func heapLoop() {
	for i := 0; i < 2; i++ {
		defer two()
	}
	probe.Work(1)
}

func heapLoopClosure() {
	for i := 0; i < 2; i++ {
		defer func() { probe.Ran(); probe.Sink = i }()
	}
	probe.Work(1)
}

func heapGoto() {
	n := 0
again:
	defer one()
	n++
	if n < 2 {
		goto again
	}
}

func dynamic() {
	f := one
	if probe.Work(1) == 0 {
		f = two
	}
	defer f()
	probe.Work(2)
}

func methodValue() {
	f := (&file{"value"}).Close
	probe.Sink = f
	defer f()
	probe.Work(1)
}

// The function never returns normally, but its deferred call runs all the same.
func neverReturns() {
	defer func() { probe.Ran(); probe.Saw(recover()) }()
	defer one()
	panic("boom")
}

func resultOnHeap() (n int) {
	probe.Sink = &n
	defer one()
	return probe.Work(1)
}

func deferCloseChannel() {
	c := make(chan int)
	defer close(c)
	defer one()
	probe.Work(1)
}

func deferBuiltins() {
	m := map[int]int{1: 1}
	defer delete(m, 1)
	defer print()
	defer one()
	probe.Work(1)
}

func init() {
	probe.Add("defer-open", openCoded)
	probe.Add("defer-open-conditional", openConditional)
	probe.Add("defer-open-argument", openWithArgument)
	probe.Add("defer-open-closure", openClosure)
	probe.Add("defer-open-method", openMethod)
	probe.Add("defer-open-value-method", openValueMethod)
	probe.Add("defer-open-interface", openInterface)
	probe.Add("defer-open-generic", openGeneric)
	probe.Add("defer-open-mutex", openMutex)
	probe.Add("defer-stack-nine", stackNine)
	probe.Add("defer-stack-with-loop", stackMixedWithLoop)
	probe.Add("defer-heap-loop", heapLoop)
	probe.Add("defer-heap-loop-closure", heapLoopClosure)
	probe.Add("defer-heap-goto", heapGoto)
	probe.Add("defer-dynamic", dynamic)
	probe.Add("defer-method-value", methodValue)
	probe.Add("defer-never-returns", neverReturns)
	probe.Add("defer-result-on-heap", func() { probe.Sink = resultOnHeap() })
	probe.Add("defer-close-channel", deferCloseChannel)
	probe.Add("defer-builtins", deferBuiltins)
}
