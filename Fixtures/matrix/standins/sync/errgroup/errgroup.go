// Package errgroup stands in for the real module: tasks in goroutines, the first error kept.
package errgroup

import (
	"context"
	"sync"
)

// Group runs tasks.
type Group struct {
	cancel func()
	tasks  sync.WaitGroup
	slots  chan struct{}
	first  sync.Once
	failed error
}

// WithContext makes a group whose context ends at the first error.
func WithContext(parent context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &Group{cancel: cancel}, ctx
}

// SetLimit bounds the number of goroutines.
func (g *Group) SetLimit(n int) { g.slots = make(chan struct{}, n) }

func (g *Group) finish() {
	if g.slots != nil {
		<-g.slots
	}
	g.tasks.Done()
}

// Go starts a task.
func (g *Group) Go(task func() error) {
	if g.slots != nil {
		g.slots <- struct{}{}
	}
	g.tasks.Add(1)
	go func() {
		defer g.finish()
		if err := task(); err != nil {
			g.first.Do(func() {
				g.failed = err
				if g.cancel != nil {
					g.cancel()
				}
			})
		}
	}()
}

// TryGo starts a task if there is a free place.
func (g *Group) TryGo(task func() error) bool {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		default:
			return false
		}
	}
	g.tasks.Add(1)
	go func() {
		defer g.finish()
		if err := task(); err != nil {
			g.first.Do(func() { g.failed = err })
		}
	}()
	return true
}

// Wait waits for all tasks.
func (g *Group) Wait() error {
	g.tasks.Wait()
	if g.cancel != nil {
		g.cancel()
	}
	return g.failed
}
