package recovers

import (
	"sync"

	"example.org/panicmatrix/guardlib"
	"example.org/panicmatrix/probe"
)

func deepGuard() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = r
	}
}

func helperTooDeep() {
	defer func() {
		deepGuard() //@use helper-too-deep
	}()
	probe.Boom()
}

//go:noinline
func cleanUp() {
	probe.Work(1)
	deepGuardOfCleanUp() //@use helper-of-named
}

func deepGuardOfCleanUp() { probe.Saw(recover()) }

func helperOfNamed() {
	defer cleanUp()
	probe.Boom()
}

func innerClosure() {
	defer func() {
		func() { probe.Saw(recover()) }() //@use inner-closure
	}()
	probe.Boom()
}

func innerClosureVariable() {
	defer func() {
		stop := func() bool { return probe.Saw(recover()) }
		if probe.Work(1) > 0 && stop() { //@use inner-closure-variable
			return
		}
	}()
	probe.Boom()
}

// defer recover(): no frame of the program between the runtime and recover.
func deferRecover() {
	defer recover() //@recover defer-recover
	probe.Boom()
}

// The deferred function defers recover itself, which is exactly deep enough for the outer panic.
func deferDeferRecover() {
	defer func() {
		defer recover() //@recover defer-defer-recover
	}()
	probe.Boom()
}

func namedDefersRecover() {
	defer deferringRecover()
	probe.Boom()
}

func deferringRecover() {
	defer recover() //@recover named-defers-recover
	probe.Work(1)
}

// A function deferred by the deferred function runs under the deferred function's own return.
func nestedDefer() {
	defer func() {
		defer nestedGuard() //@use nested-defer
	}()
	probe.Boom()
}

func nestedGuard() { probe.Saw(recover()) }

func nestedDeferClosure() {
	defer func() {
		defer func() { probe.Saw(recover()) }() //@use nested-defer-closure
	}()
	probe.Boom()
}

// A guard inside the deferred function against panics of that function itself.
func guardWithinHandler() {
	defer func() {
		defer func() { probe.Saw(recover()) }() //@use guard-within-handler
		probe.Boom()
	}()
	probe.Work(1)
}

func inBody() {
	probe.Saw(recover())
	probe.Boom()
}

func calledInBody() {
	bodyGuard() //@use called-in-body
	probe.Boom()
}

func bodyGuard() { probe.Saw(recover()) }

//go:noinline
func note(values ...any) {
	for _, value := range values {
		probe.Saw(value)
	}
}

func evaluatedAsArgument() {
	defer note(recover()) //@recover evaluated-as-argument
	probe.Boom()
}

func evaluatedAsClosureArgument() {
	defer func(r any) {
		probe.Saw(r)
	}(recover()) //@recover evaluated-as-closure-argument
	probe.Boom()
}

func goForDefer() {
	go goGuard() //@use go-for-defer
	probe.Work(1)
	probe.Boom()
}

func goGuard() { probe.Sink = recover() } //@recover go-for-defer

func onceDo() {
	var once sync.Once
	defer once.Do(onceGuard)
	probe.Boom()
}

func onceGuard() { probe.Saw(recover()) }

func onceInHandler() {
	var once sync.Once
	defer func() {
		once.Do(func() { probe.Saw(recover()) })
	}()
	probe.Boom()
}

// The handler waits for a goroutine that tries to recover on its behalf.
func handlerStartsGoroutine() {
	defer func() {
		done := make(chan bool)
		go func() { //@use handler-starts-goroutine
			probe.Saw(recover())
			close(done)
		}()
		<-done
	}()
	probe.Boom()
}

func decorate(f func()) func() {
	return func() {
		probe.Work(1)
		f()
	}
}

func decorated() {
	defer decorate(decoratedGuard)()
	probe.Boom()
}

func decoratedGuard() { probe.Saw(recover()) }

// One helper, deferred here and called there: each use has its own truth.
func mixedGuard() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = r
	}
}

func mixedDeferred() {
	defer mixedGuard() //@use mixed-deferred
	probe.Boom()
}

func mixedCalled() {
	defer func() {
		probe.Work(1)
		mixedGuard() //@use mixed-called
	}()
	probe.Boom()
}

func libraryDeferred() {
	defer guardlib.Rescue() //@use library-deferred
	probe.Boom()
}

func libraryCalled() {
	defer func() {
		probe.Work(2)
		guardlib.Rescue() //@use library-called
	}()
	probe.Boom()
}

func libraryWithArguments() {
	defer guardlib.RescueNamed("library", probe.Work(1)) //@use library-with-arguments
	probe.Boom()
}

func libraryToError() (err error) {
	defer guardlib.ToError(&err) //@use library-to-error
	probe.Boom()
	return
}

func libraryCondition() {
	defer func() {
		if guardlib.Rescued() { //@use library-condition
			probe.Work(1)
		}
	}()
	probe.Boom()
}

func libraryCallback() {
	count := 0
	defer guardlib.With(func(r any) { count++; probe.Sink = r }) //@use library-callback
	probe.Boom()
}

func libraryHooks() {
	defer guardlib.WithHooks(func(r any) { probe.Sink = r }) //@use library-hooks
	probe.Boom()
}

func libraryMethod() {
	r := guardlib.Reporter{Name: "method"}
	probe.Sink = &r
	defer r.Rescue() //@use library-method
	probe.Boom()
}

func libraryMethodCalled() {
	r := &guardlib.Reporter{Name: "called"}
	probe.Sink = r
	defer func() {
		probe.Work(1)
		r.RescueAt("handler") //@use library-method-called
	}()
	probe.Boom()
}

func libraryBegin() {
	defer guardlib.Begin("begin")() //@use library-begin
	probe.Boom()
}

func libraryTooDeep() {
	defer guardlib.Handle("deep")
	probe.Boom()
}

type component struct {
	guardlib.Label
	reporter *guardlib.Reporter
	rescuer  guardlib.Rescuer
}

func libraryEmbedded() {
	c := component{Label: guardlib.Label{Text: "embedded"}}
	probe.Sink = &c
	defer c.Rescue() //@use library-embedded
	probe.Boom()
}

//go:noinline
func (c *component) run() {
	defer c.rescuer.Rescue() //@use library-interface-field
	probe.Boom()
}

func libraryInterfaceField() {
	c := &component{rescuer: &guardlib.Reporter{}}
	c.run()
}

func init() {
	probe.Add("helper-too-deep", helperTooDeep)
	probe.Add("helper-of-named", helperOfNamed)
	probe.Add("inner-closure", innerClosure)
	probe.Add("inner-closure-variable", innerClosureVariable)
	probe.Add("defer-recover", deferRecover)
	probe.Add("defer-defer-recover", deferDeferRecover)
	probe.Add("named-defers-recover", namedDefersRecover)
	probe.Add("nested-defer", nestedDefer)
	probe.Add("nested-defer-closure", nestedDeferClosure)
	probe.Add("guard-within-handler", guardWithinHandler)
	probe.Add("in-body", inBody)
	probe.Add("called-in-body", calledInBody)
	probe.Add("evaluated-as-argument", evaluatedAsArgument)
	probe.Add("evaluated-as-closure-argument", evaluatedAsClosureArgument)
	probe.Add("go-for-defer", goForDefer)
	probe.Add("once-do", onceDo)
	probe.Add("once-in-handler", onceInHandler)
	probe.Add("handler-starts-goroutine", handlerStartsGoroutine)
	probe.Add("decorated", decorated)
	probe.Add("mixed-deferred", mixedDeferred)
	probe.Add("mixed-called", mixedCalled)
	probe.Add("library-deferred", libraryDeferred)
	probe.Add("library-called", libraryCalled)
	probe.Add("library-with-arguments", libraryWithArguments)
	probe.Add("library-to-error", func() { probe.Sink = libraryToError() })
	probe.Add("library-condition", libraryCondition)
	probe.Add("library-callback", libraryCallback)
	probe.Add("library-hooks", libraryHooks)
	probe.Add("library-method", libraryMethod)
	probe.Add("library-method-called", libraryMethodCalled)
	probe.Add("library-begin", libraryBegin)
	probe.Add("library-too-deep", libraryTooDeep)
	probe.Add("library-embedded", libraryEmbedded)
	probe.Add("library-interface-field", libraryInterfaceField)
}
