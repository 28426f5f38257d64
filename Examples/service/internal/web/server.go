// Package web is the HTTP side of the service.
package web

import (
	"encoding/json"
	"log"
	"net/http"

	"example.org/parcels/internal/metrics"
	"example.org/parcels/internal/queue"
	"example.org/parcels/internal/quote"
	"example.org/parcels/internal/store"
)

type server struct {
	parcels  *store.Store
	labels   *queue.Queue
	counters *metrics.Counters
}

// New returns the service's handler.
func New(parcels *store.Store, labels *queue.Queue, counters *metrics.Counters) http.Handler {
	s := &server{parcels, labels, counters}
	mux := http.NewServeMux()
	mux.Handle("/parcels", s.recovering(s.create))
	mux.Handle("/quote", s.recovering(s.quote))
	return mux
}

// recovering answers 500 when a handler panics. It does what it says, on the handler's goroutine.
func (s *server) recovering(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				log.Printf("%s %s: %v", r.Method, r.URL.Path, v)
				s.counters.Add("panics")
				http.Error(w, "internal error", http.StatusInternalServerError)
			}
		}()
		next(w, r)
	})
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	var parcel store.Parcel
	if err := json.NewDecoder(r.Body).Decode(&parcel); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	parcel.ID = s.parcels.Add(parcel)
	s.labels.Print(parcel)
	// The middleware's recover is on the handler's goroutine, this is another one.
	go s.notify(parcel)
	w.WriteHeader(http.StatusCreated)
	json.NewEncoder(w).Encode(parcel)
}

// notify tells every address on the parcel about it.
func (s *server) notify(parcel store.Parcel) {
	first := parcel.Notify[0]
	log.Printf("parcel %d: notify %s and %d more", parcel.ID, first, len(parcel.Notify)-1)
	s.counters.Add("notified")
}

func (s *server) quote(w http.ResponseWriter, r *http.Request) {
	parcel := store.Parcel{To: r.URL.Query().Get("to"), Grams: len(r.URL.Query()["g"])}
	offers, err := quote.All(parcel)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(offers)
}
