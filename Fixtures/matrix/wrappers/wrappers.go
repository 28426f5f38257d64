// Package wrappers holds deferred functions that the compiler may inline into a wrapper that it
// makes. Go 1.21 to 1.25 then sees one frame less than the source has, and a recover() in the helper
// below works by accident.
package wrappers

import "example.org/panicmatrix/probe"

// Each shape has a helper of its own, so that its recover has one use.

func helperA() { probe.Saw(recover()) }

func withArgument(n int) { helperA() } //@use wrapper-argument

func argument() {
	defer withArgument(1) //@use wrapper-argument
	probe.Boom()
}

func helperB() { probe.Saw(recover()) }

func plain() { helperB() } //@use wrapper-none

func none() {
	defer plain() //@use wrapper-none
	probe.Boom()
}

type value struct{ a, b int }

func helperC() { probe.Saw(recover()) }

func (v value) rescueC() { helperC() } //@use wrapper-value-method

func valueMethod() {
	defer value{1, 2}.rescueC() //@use wrapper-value-method
	probe.Boom()
}

type pointer struct{ n int }

func helperD() { probe.Saw(recover()) }

func (p *pointer) rescueD() { helperD() } //@use wrapper-pointer-method

func pointerMethod() {
	p := &pointer{1}
	defer p.rescueD() //@use wrapper-pointer-method
	probe.Boom()
}

func helperE() { probe.Saw(recover()) }

func (p *pointer) rescueE() { helperE() } //@use wrapper-method-value

func methodValue() {
	f := (&pointer{2}).rescueE
	probe.Sink = f
	defer f() //@use wrapper-method-value
	probe.Boom()
}

type rescuerF interface{ rescueF() }

func helperF() { probe.Saw(recover()) }

func (v value) rescueF() { helperF() } //@use wrapper-interface-value

//go:noinline
func deferF(r rescuerF) {
	defer r.rescueF() //@use wrapper-interface-value
	probe.Boom()
}

func interfaceValue() { deferF(value{3, 4}) }

type rescuerG interface{ rescueG() }

type inner struct{ n int }

func helperG() { probe.Saw(recover()) }

func (i *inner) rescueG() { helperG() } //@use wrapper-promoted-interface

type outer struct {
	pad int
	inner
}

//go:noinline
func deferG(r rescuerG) {
	defer r.rescueG() //@use wrapper-promoted-interface
	probe.Boom()
}

func promotedInterface() { deferG(&outer{}) }

func helperH() { probe.Saw(recover()) }

func closureAround() {
	defer func() { helperH() }() //@use wrapper-closure
	probe.Boom()
}

func helperI() { probe.Saw(recover()) }

func literalWithArgument() {
	defer func(n int) { helperI() }(probe.Work(1)) //@use wrapper-literal-argument
	probe.Boom()
}

func helperJ() { probe.Saw(recover()) }

func literalWithResult() {
	defer func() int { helperJ(); return 1 }() //@use wrapper-literal-result
	probe.Boom()
}

func helperK() { probe.Saw(recover()) }

func generic[T any](v T) { helperK() } //@use wrapper-generic

func genericArgument() {
	defer generic(3) //@use wrapper-generic
	probe.Boom()
}

func helperL() { probe.Saw(recover()) }

func variadic(values ...int) { helperL() } //@use wrapper-variadic

func variadicArgument() {
	defer variadic(1, 2) //@use wrapper-variadic
	probe.Boom()
}

func helperM() { probe.Saw(recover()) }

func (p *pointer) rescueM() { helperM() } //@use wrapper-method-expression

func methodExpression() {
	defer (*pointer).rescueM(&pointer{1}) //@use wrapper-method-expression
	probe.Boom()
}

func helperN() { probe.Saw(recover()) }

func (i *inner) rescueN() { helperN() } //@use wrapper-promoted

func promoted() {
	o := &outer{}
	defer o.rescueN() //@use wrapper-promoted
	probe.Boom()
}

func helperO() { probe.Saw(recover()) }

func second(n int) { helperO() } //@use wrapper-two-levels

func first(n int) { second(n + 1) }

func twoLevels() {
	defer first(1) //@use wrapper-two-levels
	probe.Boom()
}

func helperP() { probe.Saw(recover()) }

//go:noinline
func large(n int) { helperP() } //@use wrapper-not-inlined

func notInlined() {
	defer large(1) //@use wrapper-not-inlined
	probe.Boom()
}

func closureInside(n int) {
	func() { probe.Saw(recover()) }() //@use wrapper-closure-inside
}

func innerClosure() {
	defer closureInside(1) //@use wrapper-closure-inside
	probe.Boom()
}

func helperR() { probe.Saw(recover()) }

func inLoop(n int) { helperR() } //@use wrapper-loop

func loop() {
	for i := 0; i < 2; i++ {
		defer inLoop(i) //@use wrapper-loop
	}
	probe.Boom()
}

type rescuerS interface{ rescueS() }

func helperS() { probe.Saw(recover()) }

func (v value) rescueS() { helperS() } //@use wrapper-interface-method-value

//go:noinline
func deferS(r rescuerS) {
	f := r.rescueS
	probe.Sink = f
	defer f() //@use wrapper-interface-method-value
	probe.Boom()
}

func interfaceMethodValue() { deferS(value{5, 6}) }

type helperType struct{ n int }

func (h *helperType) helperT() {
	if r := recover(); probe.Saw(r) {
		h.n++
	}
}

type service struct{ helper helperType }

func (s *service) close() { s.helper.helperT() } //@use wrapper-helper-method

func helperMethod() {
	s := &service{}
	probe.Sink = s
	defer s.close() //@use wrapper-helper-method
	probe.Boom()
}

func helperU() bool { return probe.Saw(recover()) }

// The helper is called on a branch of the inlined function.
func branching(n int) {
	if n > 0 && helperU() { //@use wrapper-branch
		probe.Sink = n
	}
}

func branch() {
	defer branching(probe.Work(1)) //@use wrapper-branch
	probe.Boom()
}

// Deferred with an argument, recover in the function itself: rightly effective everywhere.
func direct(n int) { probe.Saw(recover()) }

func directArgument() {
	defer direct(1) //@use wrapper-direct
	probe.Boom()
}

func init() {
	probe.Add("wrapper-argument", argument)
	probe.Add("wrapper-none", none)
	probe.Add("wrapper-value-method", valueMethod)
	probe.Add("wrapper-pointer-method", pointerMethod)
	probe.Add("wrapper-method-value", methodValue)
	probe.Add("wrapper-interface-value", interfaceValue)
	probe.Add("wrapper-promoted-interface", promotedInterface)
	probe.Add("wrapper-closure", closureAround)
	probe.Add("wrapper-literal-argument", literalWithArgument)
	probe.Add("wrapper-literal-result", literalWithResult)
	probe.Add("wrapper-generic", genericArgument)
	probe.Add("wrapper-variadic", variadicArgument)
	probe.Add("wrapper-method-expression", methodExpression)
	probe.Add("wrapper-promoted", promoted)
	probe.Add("wrapper-two-levels", twoLevels)
	probe.Add("wrapper-not-inlined", notInlined)
	probe.Add("wrapper-closure-inside", innerClosure)
	probe.Add("wrapper-loop", loop)
	probe.Add("wrapper-interface-method-value", interfaceMethodValue)
	probe.Add("wrapper-helper-method", helperMethod)
	probe.Add("wrapper-branch", branch)
	probe.Add("wrapper-direct", directArgument)
}
