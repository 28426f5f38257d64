package guards

import (
	"fmt"

	"example.org/panicmatrix/probe"
)

// Pointers that may be nil, used where no guard is registered yet.

func beforeDereference() {
	go serveOne(find(probe.Mode)) //@go before-dereference
	probe.Settle()
}

//go:noinline
func serveOne(s *station) {
	s.served++
	defer guard()
	probe.Boom()
}

func beforeDereferenceOfField() {
	s := &station{next: find(probe.Mode)}
	go func() { //@go before-dereference-of-field
		s.next.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func beforeDereferenceInMethod() {
	go find(probe.Mode).serveLate() //@go before-dereference-in-method
	probe.Settle()
}

//go:noinline
func (s *station) serveLate() {
	name := s.name
	defer guard()
	probe.Sink = name
	probe.Boom()
}

func beforeDereferenceOfResult() {
	go func() { //@go before-dereference-of-result
		s := find(probe.Mode)
		s.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

var stations = make(chan *station, 1)

func beforeDereferenceOfReceived() {
	stations <- find(probe.Mode)
	go func() { //@go before-dereference-of-received
		s := <-stations
		s.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

var current *station

func beforeDereferenceOfGlobal() {
	current = find(probe.Mode)
	go func() { //@go before-dereference-of-global
		current.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

// The result is looked at, or it is never nil.

//go:noinline
func build(name string) (*station, error) {
	if name == "" {
		return nil, fmt.Errorf("no name")
	}
	return &station{name: name}, nil
}

func guardedAfterError() {
	go func() { //@go guarded-after-error
		s, err := build("north")
		if err != nil {
			return
		}
		s.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func newStation(name string) *station { return &station{name: name} }

func guardedAfterConstructor() {
	go func() { //@go guarded-after-constructor
		s := newStation("south")
		s.served++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func guardedAfterTestOfResult() {
	s := find(probe.Mode)
	if s == nil {
		s = newStation("instead")
	}
	go serveOne(s) //@go guarded-after-test-of-result
	probe.Settle()
}

func guardedAfterComparison() {
	s := newStation("west")
	go func() { //@go guarded-after-comparison
		first := 0
		if s.name == "east" || len(s.name) > 12 {
			first = 1
		}
		defer guard()
		probe.Sink = first
		probe.Boom()
	}()
	probe.Settle()
}

func init() {
	probe.Add("before-dereference", beforeDereference, "some", "none")
	probe.Add("before-dereference-of-field", beforeDereferenceOfField, "some", "none")
	probe.Add("before-dereference-in-method", beforeDereferenceInMethod, "some", "none")
	probe.Add("before-dereference-of-result", beforeDereferenceOfResult, "some", "none")
	probe.Add("before-dereference-of-received", beforeDereferenceOfReceived, "some", "none")
	probe.Add("before-dereference-of-global", beforeDereferenceOfGlobal, "some", "none")
	probe.Add("guarded-after-error", guardedAfterError)
	probe.Add("guarded-after-constructor", guardedAfterConstructor)
	probe.Add("guarded-after-test-of-result", guardedAfterTestOfResult, "some", "none")
	probe.Add("guarded-after-comparison", guardedAfterComparison)
}
