package syncer

import (
	"fmt"
	"slices"
	"strings"

	"cartwire/store"
)

// Retry tells how to run only what failed in a record: the orders, items or products that it names. Where the run failed
// as a whole, more failed than a record names, or what can't be read has no name, that is the whole run again, which goes
// on where it stopped. ok is false where nothing failed, and for a run under way.
//
// Orders that an update's own import couldn't read are retried by Import Orders where nothing else failed.
func Retry(job store.Job) (option Option, o StartOptions, ok bool) {
	option, o = Option(job.Option), StartOptions{DryRun: job.DryRun, Undo: job.Undo}
	if job.Failed == 0 || job.State == store.JobRunning {
		return option, o, false
	}
	if job.Failed > len(job.Errors) {
		return option, o, true
	}
	var orders []uint64
	var products, skus []string
	for _, e := range job.Errors {
		order, isOrder := refOf("order", e.Ref)
		product, isProduct := refOf("product", e.Ref)
		_, isRow := refOf("inventory item", e.Ref)
		switch {
		case e.Ref == job.Option, isRow, e.Ref == "orders", strings.HasPrefix(e.Ref, "orders "):
			return option, o, true
		case isOrder:
			orders = append(orders, order)
		case isProduct:
			products = append(products, fmt.Sprintf("product %d", product))
		default:
			skus = append(skus, e.Ref)
		}
	}
	switch {
	case option == UpdateOrderStatus && len(orders) > 0:
		for _, id := range orders {
			o.Only = append(o.Only, fmt.Sprintf("order %d", id))
		}
	case option == ImportProducts && len(products) > 0:
		o.Only = products
	case option == UpdateInventory && len(products) > 0: // its levels can't be read
	case option == UpdateInventory && len(skus) > 0:
		o.Only = skus
	case (option == ImportOrders || option == UpdateInventory) && len(orders) > 0:
		option, o.Ranges = ImportOrders, ranges(orders)
	}
	o.Only = slices.Compact(slices.Sorted(slices.Values(o.Only)))
	return option, o, true
}

// ranges joins order ids to stretches.
func ranges(ids []uint64) (out []store.IDRange) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if n := len(out); n > 0 && out[n-1].To+1 == id {
			out[n-1].To = id
		} else {
			out = append(out, store.IDRange{Next: id, To: id})
		}
	}
	return out
}
