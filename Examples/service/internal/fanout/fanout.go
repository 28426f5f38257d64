// Package fanout runs tasks at the same time and keeps the first error.
package fanout

import "sync"

// Group is a set of tasks.
type Group struct {
	tasks sync.WaitGroup
	once  sync.Once
	err   error
}

// Go starts a task on a goroutine of its own.
func (g *Group) Go(task func() error) {
	g.tasks.Add(1)
	go func() {
		defer g.tasks.Done()
		if err := task(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}

// Wait returns the first error.
func (g *Group) Wait() error {
	g.tasks.Wait()
	return g.err
}
