// Package recovers holds the ways of reaching a recover() call.
package recovers

import "example.org/panicmatrix/probe"

func closure() {
	defer func() { //@use closure
		if r := recover(); probe.Saw(r) {
			probe.Sink = r
		}
	}()
	probe.Boom()
}

func guard() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = r
	}
}

func named() {
	defer guard() //@use named
	probe.Boom()
}

func funcVariable() {
	f := func() {
		probe.Saw(recover())
	}
	defer f() //@use func-variable
	probe.Boom()
}

func funcVariableChosen() {
	f := guardOne
	if probe.Work(1) == 0 {
		f = guardTwo
	}
	defer f() //@use func-variable-chosen
	probe.Boom()
}

func guardOne() { probe.Saw(recover()) }
func guardTwo() { probe.Saw(recover()) }

//go:noinline
func runGuarded(onPanic func()) {
	defer onPanic() //@use func-parameter
	probe.Boom()
}

func funcParameter() {
	runGuarded(func() { probe.Saw(recover()) })
}

type job struct {
	name  string
	after func()
}

//go:noinline
func (j *job) run() {
	defer j.after() //@use func-field
	probe.Boom()
}

func funcField() {
	j := &job{name: "job", after: func() { probe.Saw(recover()) }}
	j.run()
}

var guardsByName = map[string]func(){
	"table": func() { probe.Saw(recover()) },
	"other": func() {},
}

func funcMap() {
	defer guardsByName["table"]() //@use func-map
	probe.Boom()
}

var guardsInOrder = []func(){
	func() {},
	func() { probe.Saw(recover()) },
}

func funcSlice() {
	i := probe.Work(0) + 1
	defer guardsInOrder[i]() //@use func-slice
	probe.Boom()
}

func makeGuard(name string) func() {
	return func() {
		if r := recover(); probe.Saw(r) {
			probe.Sink = name
		}
	}
}

func madeGuard() {
	defer makeGuard("made")() //@use made-guard
	probe.Boom()
}

// The missing second pair of parentheses: the guard is made, never run.
func makerDeferred() {
	defer makeGuard("lost")
	probe.Boom()
}

func fromChannel() {
	guards := make(chan func(), 1)
	guards <- func() { probe.Saw(recover()) }
	defer (<-guards)() //@use from-channel
	probe.Boom()
}

func closureCapturing() {
	attempts, name := probe.Work(1), "x"
	defer func() { //@use closure-capturing
		if r := recover(); probe.Saw(r) {
			attempts++
			probe.Sink = name
		}
	}()
	attempts += probe.Work(2)
	probe.Boom()
}

func closureWithArguments() {
	defer func(name string, n int) { //@use closure-with-arguments
		if r := recover(); probe.Saw(r) {
			probe.Sink = name
		}
	}("arguments", probe.Work(3))
	probe.Boom()
}

func closureWithResult() {
	defer func() error { //@use closure-with-result
		if r := recover(); probe.Saw(r) {
			return nil
		}
		return nil
	}()
	probe.Boom()
}

func guardWith(name string, attempts ...int) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = name
		probe.Sink = attempts
	}
}

func namedWithArguments() {
	defer guardWith("named", 1, 2) //@use named-with-arguments
	probe.Boom()
}

func variadicSpread() {
	list := []int{probe.Work(1), 2, 3}
	defer guardWith("spread", list...) //@use variadic-spread
	probe.Boom()
}

type block struct{ a, b, c, d, e, f, g, h, i, j, k, l int }

func guardWithBlock(b block, name string) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = b.l
		probe.Sink = name
	}
}

func argumentsOnStack() {
	defer guardWithBlock(block{a: probe.Work(1), l: 3}, "stack") //@use arguments-on-stack
	probe.Boom()
}

func toError(err *error) {
	if r := recover(); probe.Saw(r) {
		*err = errRecovered
	}
}

func errorResult() (err error) {
	defer toError(&err) //@use error-result
	probe.Boom()
	return nil
}

func closureNamedResult() (n int, err error) {
	defer func() { //@use closure-named-result
		if r := recover(); probe.Saw(r) {
			n, err = -1, errRecovered
		}
	}()
	n = probe.Work(4)
	probe.Boom()
	return n, nil
}

func recoverInSwitch() {
	defer func() { //@use recover-in-switch
		r := recover() //@recover recover-in-switch
		probe.Saw(r)
		switch v := r.(type) {
		case error:
			probe.Sink = v.Error()
		case string:
			probe.Sink = v
		case nil:
		default:
			probe.Sink = v
		}
	}()
	probe.Boom()
}

//go:noinline
func describe(r any) string {
	if probe.Saw(r) {
		return "panic"
	}
	return ""
}

// recover() as an argument inside the deferred function is where it should be.
func recoverAsInnerArgument() {
	defer func() { //@use recover-as-inner-argument
		probe.Sink = describe(recover()) //@recover recover-as-inner-argument
	}()
	probe.Boom()
}

func recursive(depth int) {
	defer guardDeep(depth) //@use recursive
	if depth == 0 {
		probe.Boom()
	}
	recursive(depth - 1)
}

func guardDeep(depth int) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = depth
	}
}

func recursion() { recursive(3) }

func init() {
	probe.Add("closure", closure)
	probe.Add("named", named)
	probe.Add("func-variable", funcVariable)
	probe.Add("func-variable-chosen", funcVariableChosen)
	probe.Add("func-parameter", funcParameter)
	probe.Add("func-field", funcField)
	probe.Add("func-map", funcMap)
	probe.Add("func-slice", funcSlice)
	probe.Add("made-guard", madeGuard)
	probe.Add("maker-deferred", makerDeferred)
	probe.Add("from-channel", fromChannel)
	probe.Add("closure-capturing", closureCapturing)
	probe.Add("closure-with-arguments", closureWithArguments)
	probe.Add("closure-with-result", closureWithResult)
	probe.Add("named-with-arguments", namedWithArguments)
	probe.Add("variadic-spread", variadicSpread)
	probe.Add("arguments-on-stack", argumentsOnStack)
	probe.Add("error-result", func() { probe.Sink = errorResult() })
	probe.Add("closure-named-result", func() { _, probe.Sink = closureNamedResult() })
	probe.Add("recover-in-switch", recoverInSwitch)
	probe.Add("recover-as-inner-argument", recoverAsInnerArgument)
	probe.Add("recursive", recursion)
}
