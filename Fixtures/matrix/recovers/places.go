package recovers

import (
	"errors"
	"fmt"

	"example.org/panicmatrix/probe"
)

func loopGuard(i int) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = i
	}
}

func loopNamed() {
	for i := 0; i < 3; i++ {
		defer loopGuard(i) //@use loop-named
	}
	probe.Boom()
}

func loopClosure() {
	for i := 0; i < probe.Work(0)+2; i++ {
		defer func() { //@use loop-closure
			if r := recover(); probe.Saw(r) {
				probe.Sink = i
			}
		}()
	}
	probe.Boom()
}

func loopMethod() {
	for _, s := range []*server{{name: "a"}, {name: "b"}} {
		defer s.rescue() //@use loop-method
	}
	probe.Boom()
}

// Each turn of the loop has a function, and so a guard, of its own.
func perTurn() {
	for i := 0; i < 2; i++ {
		func() {
			defer func() { //@use per-turn
				probe.Saw(recover())
			}()
			probe.Boom()
		}()
	}
}

func nineDefers() {
	defer empty()
	defer empty()
	defer empty()
	defer empty()
	defer nineGuard() //@use nine-defers
	defer empty()
	defer empty()
	defer empty()
	defer empty()
	probe.Boom()
}

func nineGuard() { probe.Saw(recover()) }

//go:noinline
func empty() {}

func eightDefers() {
	defer empty()
	defer eightGuard() //@use eight-defers
	defer empty()
	defer empty()
	defer empty()
	defer empty()
	defer empty()
	defer empty()
	probe.Boom()
}

func eightGuard() { probe.Saw(recover()) }

func conditionalDefer() {
	if probe.Work(1) > 0 {
		defer conditionalGuard() //@use conditional-defer
	}
	probe.Boom()
}

func conditionalGuard() { probe.Saw(recover()) }

func eitherDefer() {
	if probe.Work(1) > 0 {
		defer eitherGuard("yes") //@use either-defer
	} else {
		defer eitherGuard("no") //@use either-defer
	}
	probe.Boom()
}

func eitherGuard(which string) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = which
	}
}

func switchDefer() {
	switch probe.Work(1) {
	case 0:
		defer empty()
	case 7, 8, 9:
		defer func() { probe.Saw(recover()) }() //@use switch-defer
	default:
		return
	}
	probe.Boom()
}

// Many returns make the compiler give up open-coding.
func manyReturns() int {
	defer func() { probe.Saw(recover()) }() //@use many-returns
	defer empty()
	defer empty()
	n := probe.Work(5)
	if n == 1 {
		return probe.Work(1)
	}
	if n == 2 {
		return probe.Work(2)
	}
	if n == 3 {
		return probe.Work(3)
	}
	if n == 4 {
		return probe.Work(4)
	}
	if n == 5 {
		return probe.Work(5)
	}
	if n == 6 {
		return probe.Work(6)
	}
	probe.Boom()
	return n
}

func innerThenOuter() {
	defer func() { //@use inner-then-outer
		probe.Saw(recover())
	}()
	innerRepanics()
}

func innerRepanics() {
	defer func() {
		if r := recover(); r != nil {
			panic(fmt.Sprint("again: ", r))
		}
	}()
	probe.Boom()
}

func sequence() {
	for i := 0; i < 2; i++ {
		sequenceStep()
	}
}

func sequenceStep() {
	defer guardOfSequence() //@use sequence
	probe.Boom()
}

func guardOfSequence() { probe.Saw(recover()) }

// The second guard replaces the first panic's value before the outer guard sees it.
func panicInDefer() {
	defer func() { //@use panic-in-defer
		probe.Saw(recover())
	}()
	defer func() { panic("second") }()
	probe.Boom()
}

func nilDereference() {
	defer func() { probe.Saw(recover()) }() //@use nil-dereference
	var s *server
	probe.Sink = deref(s)
}

//go:noinline
func deref(s *server) int { return s.count }

func indexOutOfRange() {
	defer func() { probe.Saw(recover()) }() //@use index-out-of-range
	list := make([]int, probe.Work(0)+1)
	probe.Sink = list[probe.Work(1)]
}

func divideByZero() {
	defer func() { probe.Saw(recover()) }() //@use divide-by-zero
	probe.Sink = 7 / probe.Work(0)
}

func nilMapWrite() {
	defer func() { probe.Saw(recover()) }() //@use nil-map-write
	var m map[string]int
	m["key"] = probe.Work(1)
}

func badAssertion() {
	defer func() { probe.Saw(recover()) }() //@use bad-assertion
	var v any = probe.Work(1)
	probe.Sink = v.(string)
}

func closedTwice() {
	defer func() { probe.Saw(recover()) }() //@use closed-twice
	c := make(chan int)
	close(c)
	close(c)
}

func nilFunction() {
	defer func() { probe.Saw(recover()) }() //@use nil-function
	var f func()
	if probe.Work(1) == 0 {
		f = empty
	}
	f()
}

type valueOnly struct{ n int }

func (v valueOnly) method() int { return v.n }

type methodHolder interface{ method() int }

//go:noinline
func callMethod(m methodHolder) int { return m.method() }

func nilPointerValueMethod() {
	defer func() { probe.Saw(recover()) }() //@use nil-pointer-value-method
	var v *valueOnly
	probe.Sink = callMethod(v)
}

// The deferred function itself is nil: it panics when it is run, and the earlier guard has it.
func deferredNil() {
	defer func() { probe.Saw(recover()) }() //@use deferred-nil
	var f func()
	if probe.Work(1) == 0 {
		f = empty
	}
	defer f()
	probe.Work(1)
}

type handler interface{ serve(request string) error }

type handlerFunc func(string) error

func (f handlerFunc) serve(request string) error { return f(request) }

func recoverer(next handler) handler {
	return handlerFunc(func(request string) (err error) {
		defer func() { //@use middleware
			if r := recover(); probe.Saw(r) {
				err = fmt.Errorf("%s: %v", request, r)
			}
		}()
		return next.serve(request)
	})
}

func logging(next handler) handler {
	return handlerFunc(func(request string) error {
		err := next.serve(request)
		probe.Sink = err
		return err
	})
}

func chain(h handler, layers ...func(handler) handler) handler {
	for i := len(layers) - 1; i >= 0; i-- {
		h = layers[i](h)
	}
	return h
}

func middleware() {
	h := chain(handlerFunc(func(string) error { probe.Boom(); return nil }), logging, recoverer, logging)
	probe.Sink = h.serve("request")
}

// A recovery layer whose helper is one call too deep.
func recovererTooDeep(next handler) handler {
	return handlerFunc(func(request string) (err error) {
		defer func() {
			if e := panicToError(request); e != nil { //@use middleware-too-deep
				err = e
			}
		}()
		return next.serve(request)
	})
}

func panicToError(request string) error {
	if r := recover(); probe.Saw(r) {
		return fmt.Errorf("%s: %v", request, r)
	}
	return nil
}

func middlewareTooDeep() {
	h := chain(handlerFunc(func(string) error { probe.Boom(); return nil }), logging, recovererTooDeep)
	probe.Sink = h.serve("request")
}

type transaction struct{ open bool }

var errTransaction = errors.New("rolled back")

// The usual shape of a database helper: roll back and pass the panic on.
func inTransaction(body func(*transaction) error) (err error) {
	tx := &transaction{open: true}
	defer func() { //@use transaction
		if r := recover(); probe.Saw(r) {
			tx.open = false
			panic(r)
		} else if err != nil {
			tx.open = false
		}
	}()
	return body(tx)
}

func transactionRepanics() {
	probe.Sink = inTransaction(func(*transaction) error { probe.Boom(); return errTransaction })
}

type visitor struct{ depth int }

type stop struct{ value int }

// Panics used as a jump: only the package's own value is kept.
func (v *visitor) walk() (found int) {
	defer func() { //@use panic-as-jump
		r := recover() //@recover panic-as-jump
		probe.Saw(r)
		if s, ok := r.(stop); ok {
			found = s.value
		} else if r != nil {
			panic(r)
		}
	}()
	v.descend(4)
	return 0
}

func (v *visitor) descend(depth int) {
	if depth == 0 {
		panic(stop{v.depth})
	}
	v.depth++
	v.descend(depth - 1)
}

func panicAsJump() { probe.Sink = (&visitor{}).walk() }

func init() {
	probe.Add("loop-named", loopNamed)
	probe.Add("loop-closure", loopClosure)
	probe.Add("loop-method", loopMethod)
	probe.Add("per-turn", perTurn)
	probe.Add("nine-defers", nineDefers)
	probe.Add("eight-defers", eightDefers)
	probe.Add("conditional-defer", conditionalDefer)
	probe.Add("either-defer", eitherDefer)
	probe.Add("switch-defer", switchDefer)
	probe.Add("many-returns", func() { probe.Sink = manyReturns() })
	probe.Add("inner-then-outer", innerThenOuter)
	probe.Add("sequence", sequence)
	probe.Add("panic-in-defer", panicInDefer)
	probe.Add("nil-dereference", nilDereference)
	probe.Add("index-out-of-range", indexOutOfRange)
	probe.Add("divide-by-zero", divideByZero)
	probe.Add("nil-map-write", nilMapWrite)
	probe.Add("bad-assertion", badAssertion)
	probe.Add("closed-twice", closedTwice)
	probe.Add("nil-function", nilFunction)
	probe.Add("nil-pointer-value-method", nilPointerValueMethod)
	probe.Add("deferred-nil", deferredNil)
	probe.Add("middleware", middleware)
	probe.Add("middleware-too-deep", middlewareTooDeep)
	probe.Add("transaction", transactionRepanics)
	probe.Add("panic-as-jump", panicAsJump)
}
