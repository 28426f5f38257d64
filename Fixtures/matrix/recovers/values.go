package recovers

import (
	"fmt"

	"example.org/panicmatrix/probe"
)

// Recovers behind function values.

type step struct {
	name  string
	after func()
}

var steps []*step

//go:noinline
func (s *step) finish() {
	defer s.after()
	probe.Boom()
}

// The stored closure is deferred elsewhere; the helper that it calls stands too deep.
func storedClosureTooDeep() {
	steps = append(steps, &step{"deep", func() {
		storedHelper(1) //@use stored-closure-too-deep
	}})
	steps[len(steps)-1].finish()
}

//go:noinline
func storedHelper(n int) {
	probe.Sink = n
	probe.Saw(recover())
}

// The deferred literal calls the function that it is given.
func parameterTooDeep() {
	defer func(f func()) { //@use parameter-too-deep
		f() //@use parameter-too-deep
	}(givenGuard)
	probe.Boom()
}

//go:noinline
func givenGuard() { probe.Saw(recover()) }

// The inner guard runs when the deferred function returns: too late for the panic that runs it.
func nestedAfterLog() {
	defer func() {
		defer nestedAfterLogGuard() //@use nested-after-log
		probe.Sink = fmt.Sprint("cleaning up")
	}()
	probe.Boom()
}

//go:noinline
func nestedAfterLogGuard() { probe.Saw(recover()) }

// The inner guard is there for what the deferred function does.
func nestedForCleanUp() {
	func() {
		defer func() {
			defer nestedForCleanUpGuard() //@use nested-for-clean-up
			probe.Boom()
		}()
		probe.Work(1)
	}()
}

//go:noinline
func nestedForCleanUpGuard() { probe.Saw(recover()) }

func init() {
	probe.Add("stored-closure-too-deep", storedClosureTooDeep)
	probe.Add("parameter-too-deep", parameterTooDeep)
	probe.Add("nested-after-log", nestedAfterLog)
	probe.Add("nested-for-clean-up", nestedForCleanUp)
}
