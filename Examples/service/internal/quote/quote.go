// Package quote asks carriers for prices.
package quote

import (
	"fmt"
	"sort"

	"example.org/parcels/internal/fanout"
	"example.org/parcels/internal/store"
)

// Offer is a carrier's price in cents.
type Offer struct {
	Carrier string `json:"carrier"`
	Cents   int    `json:"cents"`
}

type carrier struct {
	name  string
	price func(store.Parcel) int
}

var carriers = []carrier{
	{"Courier", func(p store.Parcel) int { return 900 + p.Grams/10 }},
	{"Slow Post", func(p store.Parcel) int { return 100000 / p.Grams }},
}

// All asks every carrier at the same time. Each task runs on a goroutine that nothing guards, so
// a carrier's panic passes by the middleware.
func All(parcel store.Parcel) ([]Offer, error) {
	offers := make([]Offer, len(carriers))
	var group fanout.Group
	for i := range carriers {
		i := i
		group.Go(func() error {
			cents := carriers[i].price(parcel)
			if cents <= 0 {
				return fmt.Errorf("%s has no price", carriers[i].name)
			}
			offers[i] = Offer{carriers[i].name, cents}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	sort.Slice(offers, func(a, b int) bool { return offers[a].Cents < offers[b].Cents })
	return offers, nil
}
