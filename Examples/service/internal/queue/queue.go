// Package queue prints labels on workers of its own.
package queue

import (
	"log"
	"runtime/debug"
	"sync"

	"example.org/parcels/internal/metrics"
	"example.org/parcels/internal/store"
)

// Queue hands parcels to its workers.
type Queue struct {
	jobs     chan store.Parcel
	workers  sync.WaitGroup
	counters *metrics.Counters
}

// New starts the workers.
func New(size int, counters *metrics.Counters) *Queue {
	q := &Queue{jobs: make(chan store.Parcel, 64), counters: counters}
	for i := 0; i < size; i++ {
		q.workers.Add(1)
		go q.work()
	}
	return q
}

// Print queues a parcel's label.
func (q *Queue) Print(parcel store.Parcel) { q.jobs <- parcel }

// Close waits for the labels under way.
func (q *Queue) Close() {
	close(q.jobs)
	q.workers.Wait()
}

func (q *Queue) work() {
	defer q.workers.Done()
	for parcel := range q.jobs {
		q.one(parcel)
	}
}

// one prints one label; its panic should cost this label only.
func (q *Queue) one(parcel store.Parcel) {
	defer func() {
		q.counters.Add("labels")
		if failed := q.handlePanic(parcel); failed {
			q.counters.Add("failed")
		}
	}()
	log.Printf("label: %s", layOut(parcel))
}

// handlePanic is called by the deferred function: one frame too deep for recover.
func (q *Queue) handlePanic(parcel store.Parcel) bool {
	if r := recover(); r != nil {
		log.Printf("parcel %d: %v\n%s", parcel.ID, r, debug.Stack())
		return true
	}
	return false
}

// layOut fits the address on lines of equal length.
func layOut(parcel store.Parcel) []string {
	perLine := len(parcel.To) / parcel.Lines
	var lines []string
	for rest := parcel.To; len(rest) > 0; {
		n := perLine
		if n == 0 || n > len(rest) {
			n = len(rest)
		}
		lines = append(lines, rest[:n])
		rest = rest[n:]
	}
	return lines
}
