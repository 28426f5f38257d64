package recovers

import (
	"errors"
	"reflect"

	"example.org/panicmatrix/probe"
)

var errRecovered = errors.New("recovered")

type server struct {
	name  string
	count int
}

func (s *server) rescue() {
	if r := recover(); probe.Saw(r) {
		s.count++
	}
}

func (s *server) rescueAt(where string) {
	if r := recover(); probe.Saw(r) {
		s.name = where
	}
}

type ticket struct {
	name string
	seat int
}

func (t ticket) rescue() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = t.name
	}
}

// ticketOnly's method is reached through its method value alone.
type ticketOnly struct{ name string }

func (t ticketOnly) rescue() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = t.name
	}
}

func pointerMethod() {
	s := &server{name: "pointer"}
	defer s.rescue() //@use pointer-method
	probe.Boom()
}

func pointerMethodWithArgument() {
	s := &server{name: "pointer"}
	defer s.rescueAt("here") //@use pointer-method-with-argument
	probe.Boom()
}

func valueMethod() {
	t := ticket{"value", probe.Work(1)}
	defer t.rescue() //@use value-method
	probe.Boom()
}

func methodValue() {
	s := &server{name: "value"}
	f := s.rescue
	probe.Sink = f
	defer f() //@use method-value
	probe.Boom()
}

func methodValueOfValue() {
	t := ticketOnly{"value"}
	f := t.rescue
	probe.Sink = f
	defer f() //@use method-value-of-value
	probe.Boom()
}

func methodExpression() {
	defer (*server).rescue(&server{}) //@use method-expression
	probe.Boom()
}

func methodExpressionVariable() {
	f := ticket.rescue
	probe.Sink = f
	defer f(ticket{"expression", 1}) //@use method-expression-variable
	probe.Boom()
}

type rescuer interface{ rescue() }

//go:noinline
func deferInterface(r rescuer) {
	defer r.rescue() //@use interface-method interface-value-method
	probe.Boom()
}

func interfaceMethod()      { deferInterface(&server{}) }
func interfaceValueMethod() { deferInterface(ticket{"interface", 1}) }

// The interface is made from a constant type next to the defer.
func interfaceKnown() {
	var r rescuer = &knownRescuer{}
	probe.Sink = r
	defer r.rescue() //@use interface-known
	probe.Boom()
}

type knownRescuer struct{ n int }

func (k *knownRescuer) rescue() {
	if r := recover(); probe.Saw(r) {
		k.n++
	}
}

//go:noinline
func deferInterfaceValue(r rescuer) {
	f := r.rescue
	probe.Sink = f
	defer f() //@use interface-method-value
	probe.Boom()
}

func interfaceMethodValue() { deferInterfaceValue(&server{}) }

//go:noinline
func deferAsserted(v any) {
	if r, ok := v.(rescuer); ok {
		defer r.rescue() //@use asserted-interface
	}
	probe.Boom()
}

func assertedInterface() { deferAsserted(&server{}) }

type base struct{ n int }

func (b *base) rescueBase() {
	if r := recover(); probe.Saw(r) {
		b.n++
	}
}

type middle struct {
	pad int
	base
}

type outer struct {
	pad [3]int
	*middle
}

func promoted() {
	m := &middle{}
	defer m.rescueBase() //@use promoted
	probe.Boom()
}

func promotedTwice() {
	o := outer{middle: &middle{}}
	defer o.rescueBase() //@use promoted-twice
	probe.Boom()
}

type baseRescuer interface{ rescueBase() }

//go:noinline
func deferBaseRescuer(b baseRescuer) {
	defer b.rescueBase() //@use promoted-interface
	probe.Boom()
}

func promotedThroughInterface() { deferBaseRescuer(outer{middle: &middle{}}) }

type withRescuer struct {
	name string
	rescuer
}

func embeddedInterface() {
	w := &withRescuer{"embedded", &server{}}
	probe.Sink = w
	defer w.rescue() //@use embedded-interface
	probe.Boom()
}

//go:noinline
func deferEmbedded(r rescuer) {
	defer r.rescue() //@use embedded-interface-twice
	probe.Boom()
}

func embeddedInterfaceTwice() { deferEmbedded(withRescuer{"embedded", &server{}}) }

func promotedMethodValue() {
	o := &outer{middle: &middle{}}
	f := o.rescueBase
	probe.Sink = f
	defer f() //@use promoted-method-value
	probe.Boom()
}

type guardFunc func()

// The method calls the recovering function: one frame too deep.
func funcTypeMethod() {
	g := guardFunc(guardOfFuncType)
	probe.Sink = g
	defer g.callSlowly()
	probe.Boom()
}

func guardOfFuncType() { probe.Saw(recover()) }

//go:noinline
func (g guardFunc) callSlowly() {
	probe.Work(1)
	g() //@use func-type-method
	probe.Work(2)
}

func genericGuard[T any](value T) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = value
	}
}

func genericFunction() {
	defer genericGuard("generic") //@use generic-function
	probe.Boom()
}

func genericFunctionPointer() {
	defer genericGuard(&server{}) //@use generic-function-pointer
	probe.Boom()
}

type stack[T any] struct{ items []T }

func (s *stack[T]) rescue() {
	if r := recover(); probe.Saw(r) {
		s.items = nil
	}
}

func genericMethod() {
	s := &stack[int]{}
	defer s.rescue() //@use generic-method
	probe.Boom()
}

func genericMethodValue() {
	s := &stack[string]{}
	f := s.rescue
	probe.Sink = f
	defer f() //@use generic-method-value
	probe.Boom()
}

func genericMethodThroughInterface() {
	deferGenericInterface(&stack[float64]{})
}

//go:noinline
func deferGenericInterface(r rescuer) {
	defer r.rescue() //@use generic-method-through-interface
	probe.Boom()
}

//go:noinline
func deferConstraint[R rescuer](r R) {
	defer r.rescue() //@use constraint-method
	probe.Boom()
}

func constraintMethod() { deferConstraint(&server{}) }

//go:noinline
func genericClosure[T any](value T) {
	defer func() { //@use generic-closure
		if r := recover(); probe.Saw(r) {
			probe.Sink = value
		}
	}()
	probe.Boom()
}

func reflectMakeFunc() {
	guard := reflect.MakeFunc(reflect.TypeOf(func() {}), func([]reflect.Value) []reflect.Value {
		probe.Saw(recover())
		return nil
	})
	f := guard.Interface().(func())
	defer f() //@use reflect-make-func
	probe.Boom()
}

// Rescue has a name that reflection can find.
func (s *server) Rescue() {
	if r := recover(); probe.Saw(r) {
		s.count++
	}
}

func reflectMethodValue() {
	f := reflect.ValueOf(&server{}).MethodByName("Rescue").Interface().(func())
	defer f() //@use reflect-method-value
	probe.Boom()
}

func reflectCall() {
	defer reflect.ValueOf(guardOfReflect).Call(nil)
	probe.Boom()
}

func guardOfReflect() { probe.Saw(recover()) }

func init() {
	probe.Add("pointer-method", pointerMethod)
	probe.Add("pointer-method-with-argument", pointerMethodWithArgument)
	probe.Add("value-method", valueMethod)
	probe.Add("method-value", methodValue)
	probe.Add("method-value-of-value", methodValueOfValue)
	probe.Add("method-expression", methodExpression)
	probe.Add("method-expression-variable", methodExpressionVariable)
	probe.Add("interface-method", interfaceMethod)
	probe.Add("interface-value-method", interfaceValueMethod)
	probe.Add("interface-known", interfaceKnown)
	probe.Add("interface-method-value", interfaceMethodValue)
	probe.Add("asserted-interface", assertedInterface)
	probe.Add("promoted", promoted)
	probe.Add("promoted-twice", promotedTwice)
	probe.Add("promoted-interface", promotedThroughInterface)
	probe.Add("embedded-interface", embeddedInterface)
	probe.Add("embedded-interface-twice", embeddedInterfaceTwice)
	probe.Add("promoted-method-value", promotedMethodValue)
	probe.Add("func-type-method", funcTypeMethod)
	probe.Add("generic-function", genericFunction)
	probe.Add("generic-function-pointer", genericFunctionPointer)
	probe.Add("generic-method", genericMethod)
	probe.Add("generic-method-value", genericMethodValue)
	probe.Add("generic-method-through-interface", genericMethodThroughInterface)
	probe.Add("constraint-method", constraintMethod)
	probe.Add("generic-closure", func() { genericClosure(3) })
	probe.Add("reflect-make-func", reflectMakeFunc)
	probe.Add("reflect-method-value", reflectMethodValue)
	probe.Add("reflect-call", reflectCall)
}
