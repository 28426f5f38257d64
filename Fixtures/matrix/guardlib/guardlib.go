// Package guardlib is a helper package as larger programs have one: recover far from its users.
package guardlib

import (
	"fmt"

	"example.org/panicmatrix/probe"
)

// Rescue is meant to be deferred directly.
func Rescue() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = r
	}
}

// RescueNamed is Rescue with arguments.
func RescueNamed(name string, attempts int) {
	if r := recover(); probe.Saw(r) {
		probe.Sink = fmt.Sprint(name, attempts, r)
	}
}

// ToError stores the panic in err.
func ToError(err *error) {
	if r := recover(); probe.Saw(r) {
		*err = fmt.Errorf("recovered: %v", r)
	}
}

// Rescued tells whether there was a panic.
func Rescued() bool {
	return probe.Saw(recover())
}

// With hands the panic to a handler.
func With(handle func(any)) {
	if r := recover(); probe.Saw(r) {
		handle(r)
	}
}

// WithHooks is the shape of Kubernetes' HandleCrash.
func WithHooks(hooks ...func(any)) {
	if r := recover(); probe.Saw(r) {
		for _, hook := range hooks {
			hook(r)
		}
	}
}

// Reporter carries state for its Rescue method.
type Reporter struct {
	Name  string
	Count int
}

// Rescue is a pointer method that recovers.
func (r *Reporter) Rescue() {
	if v := recover(); probe.Saw(v) {
		r.Count++
	}
}

// RescueAt is Rescue with an argument.
func (r *Reporter) RescueAt(where string) {
	if v := recover(); probe.Saw(v) {
		r.Name = where
	}
}

// Label is a value type with a recovering method.
type Label struct{ Text string }

// Rescue is a value method that recovers.
func (l Label) Rescue() {
	if v := recover(); probe.Saw(v) {
		probe.Sink = l.Text
	}
}

// Rescuer is what can be deferred.
type Rescuer interface{ Rescue() }

// Begin returns the function to defer.
func Begin(name string) func() {
	return func() {
		if r := recover(); probe.Saw(r) {
			probe.Sink = name
		}
	}
}

// Handle recovers one frame too deep when it is what is deferred.
//
//go:noinline
func Handle(name string) {
	probe.Sink = name
	handleInner() //@use library-too-deep
}

//go:noinline
func handleInner() {
	if r := recover(); probe.Saw(r) {
		probe.Sink = r
	}
}
