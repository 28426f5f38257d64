// Package guards holds goroutines with and without protection. Every case raises a panic in the
// goroutine and waits for its end: the process survives or it does not.
package guards

import (
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"sync"

	"example.org/panicmatrix/guardlib"
	"example.org/panicmatrix/probe"
)

func guard() {
	if r := recover(); r != nil {
		probe.Sink = r
	}
}

func guardedTop() {
	go func() { //@go guarded-closure
		defer func() {
			if r := recover(); r != nil {
				probe.Sink = r
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func guardedNamed() {
	go namedWorker() //@go guarded-named
	probe.Settle()
}

func namedWorker() {
	defer guard()
	probe.Work(1)
	probe.Boom()
}

func guardedLibrary() {
	go libraryWorker(3) //@go guarded-library
	probe.Settle()
}

func libraryWorker(n int) {
	defer guardlib.RescueNamed("worker", n)
	probe.Boom()
}

func guardedAfterOtherDefers() {
	var group sync.WaitGroup
	group.Add(1)
	go func() { //@go guarded-second-defer
		defer group.Done()
		defer guard()
		probe.Boom()
	}()
	group.Wait()
	probe.Settle()
}

type worker struct {
	name string
	jobs chan func()
	done chan struct{}
}

func (w *worker) rescue() {
	if r := recover(); r != nil {
		w.name = fmt.Sprint(r)
	}
}

func (w *worker) run() {
	defer w.rescue()
	for job := range w.jobs {
		job()
	}
}

func guardedMethod() {
	w := &worker{jobs: make(chan func(), 1)}
	go w.run() //@go guarded-method
	w.jobs <- probe.Boom
	probe.Settle()
}

func guardedWithErrorChannel() {
	failures := make(chan error, 1)
	go func() { //@go guarded-error-channel
		defer func() {
			if r := recover(); r != nil {
				failures <- fmt.Errorf("worker: %v", r)
			}
		}()
		probe.Boom()
	}()
	probe.Sink = <-failures
	probe.Settle()
}

func exposedClosure() {
	go func() { //@go exposed-closure
		probe.Work(1)
		probe.Boom()
	}()
	probe.Settle()
}

func exposedNamed() {
	go exposedWorker() //@go exposed-named
	probe.Settle()
}

func exposedWorker() {
	probe.Work(1)
	probe.Boom()
}

func exposedDeep() {
	go func() { level1(3) }() //@go exposed-deep
	probe.Settle()
}

//go:noinline
func level1(n int) {
	if n == 0 {
		probe.Boom()
	}
	level1(n - 1)
}

// The recover is the parent's: it is on another goroutine.
func parentIllusion() {
	defer guard()
	go func() { //@go parent-illusion
		probe.Boom()
	}()
	probe.Settle()
}

func serveWithRecover(next func()) {
	defer func() {
		if r := recover(); r != nil {
			probe.Sink = r
		}
	}()
	next()
}

// A recovery layer around a handler that starts a goroutine.
func middlewareIllusion() {
	serveWithRecover(func() {
		go func() { //@go middleware-illusion
			probe.Boom()
		}()
		probe.Settle()
	})
}

func helperTooDeep() {
	go func() { //@go too-deep-guard
		defer func() {
			rescueDeep()
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func rescueDeep() { probe.Saw(recover()) }

func deferRecover() {
	go func() { //@go defer-recover-guard
		defer recover()
		probe.Boom()
	}()
	probe.Settle()
}

func guardInBody() {
	go func() { //@go guard-in-body
		if r := recover(); r != nil {
			probe.Sink = r
		}
		probe.Boom()
	}()
	probe.Settle()
}

// The guard is registered after user code: what panics before it kills the process.
func guardTooLate() {
	go func() { //@go guard-too-late
		probe.BoomIn("before")
		defer guard()
		probe.BoomIn("after")
	}()
	probe.Settle()
}

func guardConditional() {
	go func() { //@go guard-conditional
		if probe.Mode == "guarded" {
			defer guard()
		}
		probe.Boom()
	}()
	probe.Settle()
}

type options struct{ catch bool }

func runWithOptions(o *options) {
	if o.catch {
		defer func() {
			if r := recover(); r != nil {
				probe.Sink = r
			}
		}()
	}
	probe.Boom()
}

func guardByOption() {
	go runWithOptions(&options{catch: probe.Mode == "catch"}) //@go guard-by-option
	probe.Settle()
}

func repanicsAlways() {
	go func() { //@go repanics-always
		defer func() {
			if r := recover(); r != nil {
				panic(fmt.Sprint("wrapped: ", r))
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func repanicsSame() {
	go func() { //@go repanics-same
		defer func() {
			r := recover()
			probe.Work(1)
			panic(r)
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func repanicsByDefer() {
	go func() { //@go repanics-by-defer
		defer func() {
			if r := recover(); r != nil {
				defer panic(r)
				probe.Work(1)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// ReallyCrash is the flag of Kubernetes' HandleCrash.
var reallyCrash = true

func repanicsByFlag() {
	reallyCrash = probe.Mode == "crash"
	go func() { //@go repanics-by-flag
		defer func() {
			if r := recover(); r != nil {
				probe.Work(1)
				if reallyCrash {
					panic(r)
				}
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

var errExpected = errors.New("expected")

func repanicsByType() {
	go func() { //@go repanics-by-type
		defer func() {
			if r := recover(); r != nil {
				if err, ok := r.(error); ok {
					probe.Sink = err
					return
				}
				panic(r)
			}
		}()
		if probe.Mode == "error" {
			probe.BoomError(errExpected)
		}
		probe.Boom()
	}()
	probe.Settle()
}

func exitsAfterRecover() {
	go func() { //@go exits-after-recover
		defer func() { //@exit exits-after-recover
			if r := recover(); r != nil {
				os.Exit(3) //@exit exits-after-recover
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func fatalAfterRecover() {
	go func() { //@go fatal-after-recover
		defer func() { //@exit fatal-after-recover
			if r := recover(); r != nil {
				log.Fatalf("worker: %v", r) //@exit fatal-after-recover
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// The handler's own mistake: the value is no error.
func handlerAsserts() {
	go func() { //@go handler-asserts
		defer func() {
			if r := recover(); r != nil {
				probe.Sink = r.(error).Error()
			}
		}()
		if probe.Mode == "error" {
			probe.BoomError(errExpected)
		}
		probe.Boom()
	}()
	probe.Settle()
}

// The outer guard catches what the inner handler panics with again.
func guardOverRepanic() {
	go func() { //@go guard-over-repanic
		defer guard()
		defer func() {
			if r := recover(); r != nil {
				panic(fmt.Sprint("again: ", r))
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// Goexit ends the goroutine in an orderly way after a recover.
func goexitInHandler() {
	go func() { //@go goexit-in-handler
		defer func() {
			if r := recover(); r != nil {
				runtime.Goexit()
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// The loop around a guarded call: each job's panic is caught further in.
func delegatedLoop() {
	w := &worker{jobs: make(chan func(), 2)}
	go w.loop() //@go delegated-loop
	w.jobs <- probe.Boom
	w.jobs <- probe.Boom
	close(w.jobs)
	probe.Settle()
}

func (w *worker) loop() {
	for job := range w.jobs {
		w.runOne(job)
	}
}

func (w *worker) runOne(job func()) {
	defer w.rescue()
	job()
}

func delegatedClosure() {
	jobs := make(chan int, 2)
	go func() { //@go delegated-closure
		for range jobs {
			func() {
				defer guard()
				probe.Boom()
			}()
		}
	}()
	jobs <- 1
	jobs <- 2
	close(jobs)
	probe.Settle()
}

func delegatedCall() {
	go func() { //@go delegated-call
		protect(probe.Boom)
	}()
	probe.Settle()
}

//go:noinline
func protect(f func()) {
	defer guard()
	f()
}

func delegatedSelect() {
	w := &worker{jobs: make(chan func()), done: make(chan struct{})}
	go w.serve() //@go delegated-select
	w.jobs <- probe.Boom
	close(w.done)
	probe.Settle()
}

func (w *worker) serve() {
	for {
		select {
		case job := <-w.jobs:
			w.runOne(job)
		case <-w.done:
			return
		}
	}
}

// Some of the loop's own code can panic outside the guarded call.
func partlyDelegated() {
	go func() { //@go partly-delegated
		protect(func() { probe.BoomIn("inside") })
		probe.BoomIn("outside")
	}()
	probe.Settle()
}

func safely(f func()) {
	go func() { //@go safe-spawner
		defer guard()
		f()
	}()
}

func safeSpawner() {
	safely(probe.Boom)
	probe.Settle()
}

// A launcher that promises safety and whose guard is one call too deep.
func unsafely(f func()) {
	go func() { //@go unsafe-spawner
		defer logPanics("worker")
		f()
	}()
}

//go:noinline
func logPanics(name string) {
	probe.Sink = name
	rescueUnsafe()
}

func rescueUnsafe() { probe.Saw(recover()) }

func unsafeSpawner() {
	unsafely(probe.Boom)
	probe.Settle()
}

// The guard works through the accident of inlining (Go 1.22 to 1.25).
func accidentalGuard() {
	go func() { //@go accidental-guard
		defer shallow(1)
		probe.Boom()
	}()
	probe.Settle()
}

func shallow(n int) { rescueShallow() }

func rescueShallow() { probe.Saw(recover()) }

func guardInGrandchild() {
	go func() { //@go unguarded-parent-of-guarded
		go guardedChild() //@go guarded-grandchild
		probe.BoomIn("child-parent")
	}()
	probe.Settle()
}

func guardedChild() {
	defer guard()
	probe.BoomIn("grandchild")
}

// Arguments of the guard are evaluated before it is registered.
func guardArguments() {
	go func() { //@go guard-arguments
		defer guardlib.RescueNamed("worker", describe())
		probe.BoomIn("body")
	}()
	probe.Settle()
}

//go:noinline
func describe() int {
	probe.BoomIn("argument")
	return 1
}

func genericWorker[T any](value T) {
	defer guard()
	probe.Sink = value
	probe.Boom()
}

func guardedGeneric() {
	go genericWorker("generic") //@go guarded-generic
	probe.Settle()
}

func exposedGeneric() {
	go exposedGenericWorker(3) //@go exposed-generic
	probe.Settle()
}

func exposedGenericWorker[T any](value T) {
	probe.Sink = value
	probe.Boom()
}

func guardedMany() {
	for i := 0; i < 3; i++ {
		go func(n int) { //@go guarded-argument
			defer guard()
			probe.Sink = n
			probe.Boom()
		}(i)
	}
	probe.Settle()
}

// A recover whose value is compared with nothing: silent, and a guard all the same.
func guardedSilent() {
	go func() { //@go guarded-silent
		defer func() { recover() }()
		probe.Boom()
	}()
	probe.Settle()
}

func guardedDeferRecoverTwice() {
	go func() { //@go guarded-defer-defer-recover
		defer func() { defer recover() }()
		probe.Boom()
	}()
	probe.Settle()
}

// The deferred literal takes arguments: a wrapper captures it with them.
func guardedWithArgument() {
	failures := make(chan error, 1)
	go func() { //@go guarded-with-argument
		defer func(failures chan<- error, name string) {
			if r := recover(); r != nil {
				failures <- fmt.Errorf("%s: %v", name, r)
			}
		}(failures, probe.Mode)
		probe.Boom()
	}()
	probe.Sink = <-failures
	probe.Settle()
}

// What was deferred before the guard runs after it.
func guardUnderCleanup() {
	go func() { //@go guard-under-cleanup
		defer cleanUp()
		defer guard()
		probe.BoomIn("body")
	}()
	probe.Settle()
}

//go:noinline
func cleanUp() { probe.BoomIn("cleanup") }

// A type assertion with two results never panics.
func guardedAssertion() {
	failures := make(chan error, 1)
	go func() { //@go guarded-assertion
		defer func() {
			err, _ := recover().(error)
			failures <- err
		}()
		probe.Boom()
	}()
	probe.Sink = <-failures
	probe.Settle()
}

func guardedLocked() {
	var mu sync.Mutex
	go func() { //@go guarded-locked
		mu.Lock()
		defer mu.Unlock()
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func init() {
	probe.Add("guarded-closure", guardedTop)
	probe.Add("guarded-named", guardedNamed)
	probe.Add("guarded-library", guardedLibrary)
	probe.Add("guarded-second-defer", guardedAfterOtherDefers)
	probe.Add("guarded-method", guardedMethod)
	probe.Add("guarded-error-channel", guardedWithErrorChannel)
	probe.Add("exposed-closure", exposedClosure)
	probe.Add("exposed-named", exposedNamed)
	probe.Add("exposed-deep", exposedDeep)
	probe.Add("parent-illusion", parentIllusion)
	probe.Add("middleware-illusion", middlewareIllusion)
	probe.Add("too-deep-guard", helperTooDeep)
	probe.Add("defer-recover-guard", deferRecover)
	probe.Add("guard-in-body", guardInBody)
	probe.Add("guard-too-late", guardTooLate, "before", "after")
	probe.Add("guard-conditional", guardConditional, "guarded", "bare")
	probe.Add("guard-by-option", guardByOption, "catch", "pass")
	probe.Add("repanics-always", repanicsAlways)
	probe.Add("repanics-same", repanicsSame)
	probe.Add("repanics-by-defer", repanicsByDefer)
	probe.Add("repanics-by-flag", repanicsByFlag, "crash", "keep")
	probe.Add("repanics-by-type", repanicsByType, "error", "string")
	probe.Add("exits-after-recover", exitsAfterRecover)
	probe.Add("fatal-after-recover", fatalAfterRecover)
	probe.Add("handler-asserts", handlerAsserts, "error", "string")
	probe.Add("guard-over-repanic", guardOverRepanic)
	probe.Add("goexit-in-handler", goexitInHandler)
	probe.Add("delegated-loop", delegatedLoop)
	probe.Add("delegated-closure", delegatedClosure)
	probe.Add("delegated-call", delegatedCall)
	probe.Add("delegated-select", delegatedSelect)
	probe.Add("partly-delegated", partlyDelegated, "inside", "outside")
	probe.Add("safe-spawner", safeSpawner)
	probe.Add("unsafe-spawner", unsafeSpawner)
	probe.Add("accidental-guard", accidentalGuard)
	probe.Add("unguarded-parent-of-guarded", guardInGrandchild, "child-parent")
	probe.Add("guarded-grandchild", guardInGrandchild, "grandchild")
	probe.Add("guard-arguments", guardArguments, "argument", "body")
	probe.Add("guarded-generic", guardedGeneric)
	probe.Add("exposed-generic", exposedGeneric)
	probe.Add("guarded-argument", guardedMany)
	probe.Add("guarded-silent", guardedSilent)
	probe.Add("guarded-defer-defer-recover", guardedDeferRecoverTwice)
	probe.Add("guarded-locked", guardedLocked)
	probe.Add("guard-under-cleanup", guardUnderCleanup, "body", "cleanup")
	probe.Add("guarded-with-argument", guardedWithArgument)
	probe.Add("guarded-assertion", guardedAssertion)
}
