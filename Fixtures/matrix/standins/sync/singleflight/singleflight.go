// Package singleflight stands in for the real module: one call for many askers.
package singleflight

import "sync"

// Result is what DoChan delivers.
type Result struct {
	Val any
	Err error
}

type flight struct{ askers []chan<- Result }

// Group holds the calls under way.
type Group struct {
	mu      sync.Mutex
	flights map[string]*flight
}

// DoChan runs fn on a goroutine, unless that is already under way.
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan Result {
	answer := make(chan Result, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.flights == nil {
		g.flights = map[string]*flight{}
	}
	if f, ok := g.flights[key]; ok {
		f.askers = append(f.askers, answer)
		return answer
	}
	f := &flight{askers: []chan<- Result{answer}}
	g.flights[key] = f
	go g.call(f, key, fn)
	return answer
}

func (g *Group) call(f *flight, key string, fn func() (any, error)) {
	value, err := fn()
	g.mu.Lock()
	delete(g.flights, key)
	g.mu.Unlock()
	for _, asker := range f.askers {
		asker <- Result{value, err}
	}
}
