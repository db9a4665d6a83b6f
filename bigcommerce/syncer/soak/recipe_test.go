package soak_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// Streams of random numbers of one seed, so that a draw in one of them leaves the others as they are.
const (
	streamRecipe = 1 + iota
	streamStore
	streamKills
	streamLies
	streamBook = 100  // and the round's number
	streamLiar = 1000 // likewise
)

func dice(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func among[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// recipe is what a seed makes: the store, its connection, and how it goes on.
type recipe struct {
	store    sandbox.Config
	options  store.ConnectionOptions
	pageSize int
	rounds   int
	upset    float64 // how likely something happens in the store before an answer
	lies     float64 // how likely an answer is a lie
}

// began is the store's clock when a seed begins.
var began = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func recipeOf(seed uint64) recipe {
	r := dice(seed, streamRecipe)
	out := recipe{
		store: sandbox.Config{
			Seed: seed, Orders: r.IntN(26), Products: 4 + r.IntN(14), Customers: r.IntN(6), PlainProducts: chance(r, 0.4),
			Locations: among(r, 1, 1, 2, 3), ReturnStock: chance(r, 0.5), ShipmentsLeaveStatus: chance(r, 0.4),
			ExclusiveDates: chance(r, 0.3), SilentStatuses: chance(r, 0.5), InventoryLag: sandbox.Lag{Answers: among(r, 0, 0, 0, 1, 3)},
		},
		pageSize: among(r, 1, 2, 3, 5, 9, 40, 0),
		rounds:   2 + r.IntN(4),
		upset:    among(r, 0.05, 0.15, 0.4),
	}
	out.lies = among(dice(seed, streamLies), 0, 0, 0.02, 0.06, 0.2)
	if chance(r, 0.4) {
		out.store.StockBehaviour = sandbox.OrderCompletedOrShipped
	}
	if chance(r, 0.1) {
		out.store.LongOrders = 7
	}
	if out.store.Locations == 3 && chance(r, 0.5) {
		out.store.ClosedLocations = []int{3}
	}
	if out.store.Locations == 1 && chance(r, 0.3) {
		// The catalogue route: the Inventory API is there to be read at most.
		out.store.Scopes = slices.DeleteFunc(sandbox.AllScopes(), func(name string) bool {
			return name == "store_inventory" || name == "store_inventory_read_only" && seed%2 == 0
		})
	}
	out.options = store.ConnectionOptions{
		ImportOrders: true, ImportProducts: true, UpdateInventory: true, UpdateOrderStatus: true, ProductGroup: "Shop",
		Statuses:      among(r, nil, nil, []int{7, 9, 11, 3}),
		StatusMapping: store.StatusMapping{Shipped: among(r, 0, 2, 10), PartiallyShipped: among(r, 0, 9, 11)},
		Schedule:      map[string]time.Duration{"orders": time.Minute, "products": time.Hour, "inventory": time.Minute, "status": time.Minute},
	}
	return out
}

// trouble draws what goes wrong with the answers of a round: nothing, now and then something, or much.
func trouble(r *rand.Rand) sandbox.Faults {
	level := among(r, 0, 0.04, 0.04, 0.08, 0.08, 0.3)
	f := sandbox.Faults{SlowFor: 20 * time.Millisecond, TimeoutFor: 2 * answerWithin}
	for _, share := range []struct {
		of *float64
		n  float64
	}{
		{&f.Overload, 1}, {&f.Error, 1}, {&f.Reset, 1}, {&f.Truncate, 1.5}, {&f.Slow, 1}, {&f.Refused, 0.3}, {&f.RefusedEmpty, 0.3},
		{&f.Unavailable, 1}, {&f.Timeout, 0.4}, {&f.Duplicate, 1}, {&f.Lost, 1.5},
	} {
		*share.of = level * share.n / 10
	}
	if chance(r, 0.3) {
		f.Lost = 0.4 // writes alone are lost
	}
	return f
}

// answerWithin is how long the process waits for an answer; the timeouts of the store last longer.
const answerWithin = 400 * time.Millisecond

// statusChoices are what somebody in the control panel makes of an order.
var statusChoices = []int{
	bigcommerce.StatusShipped, bigcommerce.StatusPartiallyShipped, bigcommerce.StatusRefunded, bigcommerce.StatusCancelled, bigcommerce.StatusCancelled,
	bigcommerce.StatusDeclined, bigcommerce.StatusAwaitingPayment, bigcommerce.StatusAwaitingShipment, bigcommerce.StatusCompleted,
	bigcommerce.StatusAwaitingFulfillment, bigcommerce.StatusAwaitingFulfillment, bigcommerce.StatusIncomplete, bigcommerce.StatusPartiallyRefunded,
}

func replay(seed uint64) string {
	return fmt.Sprintf("CARTWIRE_SEED=%d go test -count=1 ./bigcommerce/syncer/soak -run TestEverythingTogether", seed)
}
