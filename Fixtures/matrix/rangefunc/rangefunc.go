//go:build go1.23

package rangefunc

import (
	"slices"

	"example.org/panicmatrix/probe"
)

//go:noinline
func once(yield func(int) bool) {
	probe.Work(1)
	yield(1)
}

// The loop body is a function of its own: one frame too deep.
func recoverInBody() {
	defer func() {
		for range once {
			if r := recover(); probe.Saw(r) { //@recover range-recover-in-body
				probe.Sink = r
			}
		}
	}()
	probe.Boom()
}

func recoverBeforeLoop() {
	defer func() { //@use range-recover-before-loop
		r := recover() //@recover range-recover-before-loop
		probe.Saw(r)
		for n := range once {
			probe.Sink = n
		}
	}()
	probe.Boom()
}

// A defer in the body belongs to the function around the loop.
func deferInBody() {
	for range once {
		defer func() { //@use range-defer-in-body
			probe.Saw(recover())
		}()
	}
	probe.Boom()
}

func namedGuard() { probe.Saw(recover()) }

func namedInBody() {
	for range once {
		defer namedGuard() //@use range-named-in-body
	}
	probe.Boom()
}

func guardWith(n int) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = n
	}
}

func argumentInBody() {
	for n := range once {
		defer guardWith(n) //@use range-argument-in-body
	}
	probe.Boom()
}

func panicInBody() {
	for range once {
		defer namedGuardOfBody() //@use range-panic-in-body
		probe.Boom()
	}
}

func namedGuardOfBody() { probe.Saw(recover()) }

func helper() { probe.Saw(recover()) }

func helperInBody() {
	for range once {
		defer func() {
			probe.Work(1)
			helper() //@use range-helper-in-body
		}()
	}
	probe.Boom()
}

func nestedLoops() {
	for range once {
		for range once {
			defer nestedGuard() //@use range-nested
		}
	}
	probe.Boom()
}

func nestedGuard() { probe.Saw(recover()) }

func outerDefer() {
	defer outerGuard() //@use range-outer-defer
	for n := range slices.Values([]int{1, 2}) {
		probe.Sink = n
		probe.Boom()
	}
}

func outerGuard() { probe.Saw(recover()) }

func mixedDefers() {
	defer mixedGuard() //@use range-mixed-defers
	for range once {
		defer probe.Ran()
	}
	probe.Boom()
}

func mixedGuard() { probe.Saw(recover()) }

//go:noinline
func swallow(yield func(int) bool) {
	defer func() { //@use range-iterator-recovers
		probe.Saw(recover())
	}()
	yield(1)
}

// The iterator may recover the body's panic, but the runtime then panics in its place.
func iteratorRecovers() {
	for range swallow {
		probe.Boom()
	}
}

// The same on a goroutine of its own: the recover in the iterator is no guard.
func iteratorGuards() {
	go func() { //@go range-iterator-guards
		for range swallow {
			probe.Boom()
		}
	}()
	probe.Settle()
}

// A guard around the loop covers its body.
func guardAroundLoop() {
	go func() { //@go range-guard-around-loop
		defer namedGuard()
		for range swallow {
			probe.Boom()
		}
	}()
	probe.Settle()
}

type job interface{ run(n int) }

type guardedJob struct{ done int }

//go:noinline
func (j *guardedJob) run(n int) {
	defer namedGuard()
	probe.Boom()
	j.done += n
}

// The compiler knows the type and calls the method directly.
func startsKnownMethod() {
	var j job = &guardedJob{}
	go j.run(1) //@go go-devirtualized
	probe.Settle()
}

func deferRecoverInBody() {
	for range once {
		defer recover() //@recover range-defer-recover
	}
	probe.Boom()
}

func init() {
	probe.Add("range-recover-in-body", recoverInBody)
	probe.Add("range-recover-before-loop", recoverBeforeLoop)
	probe.Add("range-defer-in-body", deferInBody)
	probe.Add("range-named-in-body", namedInBody)
	probe.Add("range-argument-in-body", argumentInBody)
	probe.Add("range-panic-in-body", panicInBody)
	probe.Add("range-helper-in-body", helperInBody)
	probe.Add("range-nested", nestedLoops)
	probe.Add("range-outer-defer", outerDefer)
	probe.Add("range-mixed-defers", mixedDefers)
	probe.Add("range-iterator-recovers", iteratorRecovers)
	probe.Add("range-defer-recover", deferRecoverInBody)
	probe.Add("range-iterator-guards", iteratorGuards)
	probe.Add("range-guard-around-loop", guardAroundLoop)
	probe.Add("go-devirtualized", startsKnownMethod)
}
