// Command parcels is a small parcel service: an HTTP API, a queue of labels to print and a few
// background goroutines. It looks careful about panics. Six of its recovers and exits are mistakes,
// listed in README.md; `panicscope audit` finds them in the compiled program.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"example.org/parcels/internal/metrics"
	"example.org/parcels/internal/queue"
	"example.org/parcels/internal/store"
	"example.org/parcels/internal/web"
)

func main() {
	address := flag.String("listen", "127.0.0.1:8080", "address to listen on")
	snapshots := flag.String("snapshots", "", "file to write snapshots to")
	flag.Parse()

	parcels := store.New()
	defer closeStore(parcels)

	counters := metrics.New()
	labels := queue.New(2, counters)
	go counters.Report(time.Minute)
	if *snapshots != "" {
		go parcels.SnapshotEvery(*snapshots, 10*time.Second)
	}

	server := &http.Server{Addr: *address, Handler: web.New(parcels, labels, counters)}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				log.Printf("shutdown: %v", r)
			}
		}()
		<-stop
		labels.Close()
		server.Shutdown(context.Background())
	}()

	log.Printf("listening on %s", *address)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		panic(err)
	}
}

// closeStore ends the program with the store's status. A panic of main ends here too: with status 0
// and without a word.
func closeStore(parcels *store.Store) {
	status := 0
	if err := parcels.Close(); err != nil {
		log.Print(err)
		status = 1
	}
	os.Exit(status)
}
