package syncer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// lagTime is how long the store may go on showing what it had before a push.
const lagTime = 10 * time.Minute

// The shares beyond which a push stops and asks, in percent, and how many items it takes at least.
const (
	defaultEmptyShare = 20
	defaultDropShare  = 50
	guardedItems      = 2
)

// agreement is a number on which the book and the store agree.
type agreement struct {
	pushed store.Pushed
	skus   []string
}

// counted is one thing the store counts, with the skus of the book that are counted in it.
type counted struct {
	link    store.Link
	variant uint64 // under which its rows stand
	skus    []string
	name    string // the sku to name it by
}

func (c counted) ref() string {
	if c.link.Tracking == trackedWhole {
		return fmt.Sprintf("product %d", c.link.ProductID)
	}
	return fmt.Sprintf("variant %d", c.link.VariantID)
}

// plan compares what the book means with what the store shows, item by item and location by location.
func (j *inventoryJob) plan() *Plan {
	p := &Plan{Connection: j.conn.ID, Option: UpdateInventory, Made: now(), Route: j.route, RouteWhy: j.why, Changes: []Change{}}
	if j.storeStock.Moves == bigcommerce.StockMovesWhenShipped {
		p.Notices = append(p.Notices, bigcommerce.InventorySettings{UpdateStock: j.storeStock.Moves}.Sentence())
	}
	p.Notices = append(p.Notices, j.idle...)
	j.agreed = nil
	p.Skipped = j.unknownItems()
	places := j.ledger.places()
	for _, c := range j.countedThings(p, places) {
		buffer := j.conn.Options.Inventory.SafetyBuffer
		for _, at := range places {
			if !slices.ContainsFunc(c.skus, func(sku string) bool { return j.ledger.counted(sku, at.books) }) {
				continue
			}
			want, left, terms := j.ledger.sum(c.skus, at.books, buffer, at.main)
			buffer = left
			j.compare(p, c, at, want, terms)
		}
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.target.StoreLocation, b.target.StoreLocation), strings.Compare(a.SKU, b.SKU))
	})
	p.Requests = len(j.batches(p.Changes))
	p.Guard = j.guard(p)
	return p
}

// countedThings finds what the store counts the book's items as, and names those it doesn't count.
func (j *inventoryJob) countedThings(p *Plan, places []place) []counted {
	type id struct{ product, variant uint64 }
	seen := map[id]bool{}
	var out []counted
	for _, sku := range slices.Sorted(maps.Keys(j.items())) {
		if !slices.ContainsFunc(places, func(at place) bool { return j.ledger.counted(sku, at.books) }) {
			continue // counted only where this connection doesn't look
		}
		link, linked := j.links[sku]
		variant, ok := uint64(0), false
		if linked {
			variant, ok = j.levels.counts(link)
		}
		if !ok {
			p.Skipped = append(p.Skipped, Skip{Ref: sku, SKU: sku, Reason: uncountedReason(link, linked)})
			continue
		}
		c := counted{link: link, variant: variant, skus: []string{sku}, name: link.SKU}
		key := id{link.ProductID, link.VariantID}
		if link.Tracking == trackedWhole {
			c.skus, key.variant = skusOf(j.whole[link.ProductID]), 0
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	return out
}

func uncountedReason(link store.Link, linked bool) string {
	switch {
	case !linked:
		return "The store doesn't know this sku, or doesn't track its stock. Correct the sku, or switch tracking on in the store's control panel."
	case link.Tracking == string(bigcommerce.TrackNone):
		return "The store doesn't track the stock of this product. Switch tracking on in its control panel, or leave the item uncounted here."
	case link.Tracking == string(bigcommerce.TrackVariant) && link.VariantID == 0:
		return "The store tracks this product by its variants. Count the variants' skus in place of the product's."
	}
	return "The store shows no stock level of this item. Look at its tracking in the store's control panel."
}

// compare puts one number where it belongs: in step, a change, a conflict, or left out.
func (j *inventoryJob) compare(p *Plan, c counted, at place, want int, terms []Term) {
	target := store.Target{StoreLocation: at.id, ProductID: c.link.ProductID, VariantID: c.variant}
	have, known := j.levels.rows[target]
	name := j.ledger.placeName(at)
	last, told := j.pushed[target]
	switch {
	case want > maxStoreLevel:
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: "It is more than a store can count."})
		return
	case j.closedAt(at.id):
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: name + " is disabled in the store, so its stock can't be changed. Enable it there, or map the location to another."})
		return
	case known && have == want && !j.outdated(last, have, want):
		p.InStep++
		if !told || last.Quantity != want || !last.Shown || last.Sending || j.movedAny(j.settles(target, c.skus)) {
			j.agree(target, c, want, last)
		}
		return
	case told && !last.Sending && last.Quantity == want && j.lagging(last, have, known) && !j.movedTo(have, want, c.skus, at.main):
		p.InStep++
		p.Unseen = append(p.Unseen, Skip{Ref: c.ref(), SKU: c.name, Reason: fmt.Sprintf(
			"The store was told %d at %s and does not show it yet. It may take some minutes; the next run looks again.", want, last.At.Format("15:04 MST"))})
		return
	case told && known && !j.explained(last, have, c.skus, at.main) && !j.overwrite(c.name):
		p.Conflicts = append(p.Conflicts, Conflict{Ref: c.ref(), SKU: c.name, Location: name, Store: have, Pushed: last.Quantity, Meant: want})
		return
	}
	remark := ""
	if told && known && j.outdated(last, have, want) {
		have = last.Quantity
		remark = fmt.Sprintf("The store was told %d at %s and does not show it yet.", last.Quantity, last.At.Format("15:04 MST"))
	} else if told && !last.Sending && !last.Shown && last.Quantity == want && known == last.Known && have == last.Before {
		remark = fmt.Sprintf("The store was told so at %s and never showed it.", last.At.Format("2006-01-02 15:04 MST"))
	}
	p.Changes = append(p.Changes, Change{
		Remark: remark, Ref: c.ref(), SKU: c.name, Location: name, Old: have, Known: known, New: want, Why: terms, target: target, skus: c.skus,
		whole: c.link.Tracking == trackedWhole,
	})
}

const maxStoreLevel = 2_147_483_647

func (j *inventoryJob) agree(target store.Target, c counted, quantity int, last store.Pushed) {
	last.Target, last.SKU = target, c.name
	if last.Quantity != quantity || last.At.IsZero() {
		last.Quantity, last.Before, last.Known, last.At, last.Run, last.Undoes = quantity, quantity, true, now(), j.run.ID(), 0
	}
	last.Shown, last.Sending, last.Earlier = true, false, nil
	j.agreed = append(j.agreed, agreement{last, j.settles(target, c.skus)})
}

// settles lists the skus whose movements are over once the store and the book agree on a level: a store sells from its
// default location, so that another's level says nothing of them.
func (j *inventoryJob) settles(at store.Target, skus []string) []string {
	if at.StoreLocation != j.storeStock.MainLocation() {
		return nil
	}
	return skus
}

func (j *inventoryJob) movedAny(skus []string) bool {
	return slices.ContainsFunc(skus, func(sku string) bool { return j.moved[sku] != store.Movement{} })
}

// lagging tells whether the store may not show yet what it was told a moment ago.
func (j *inventoryJob) lagging(last store.Pushed, have int, known bool) bool {
	return !last.Shown && now().Sub(last.At) < lagTime &&
		(known == last.Known && have == last.Before || known && slices.Contains(last.Earlier, have))
}

// outdated tells whether the store shows what it had before it was told another number than the one that is meant now: it
// is right by chance, until it shows what it was told.
func (j *inventoryJob) outdated(last store.Pushed, have, want int) bool {
	return slices.Contains(mayStillShow(last), have) && last.Quantity != want
}

// mostEarlier bounds what is kept of numbers that a store may still show.
const mostEarlier = 8

// mayStillShow lists the numbers that the store may show after what it was told last, and before it shows something new.
func mayStillShow(last store.Pushed) []int {
	if last.At.IsZero() || last.Shown && !last.Sending || now().Sub(last.At) >= lagTime {
		return nil
	}
	list := append(slices.Clone(last.Earlier), last.Quantity)
	if last.Known {
		list = append(list, last.Before)
	}
	return list[max(0, len(list)-mostEarlier):]
}

// explained tells whether the store's number comes from what it was told: that number, less what it has sold since, or
// with what came back. A push whose answer was lost may have been taken or not.
func (j *inventoryJob) explained(last store.Pushed, have int, skus []string, main bool) bool {
	within := func(told int) bool { return have == told || j.movedTo(have, told, skus, main) }
	return within(last.Quantity) ||
		((last.Sending || !last.Shown) && (within(last.Before) || !last.Known || slices.ContainsFunc(last.Earlier, within)))
}

// movedTo tells whether what the store has sold since, or what came back, may have made have of what it was told.
func (j *inventoryJob) movedTo(have, told int, skus []string, main bool) bool {
	if !main {
		return false // the store sells from its default location
	}
	sold, returned := 0, 0
	for _, sku := range skus {
		sold, returned = sold+j.moved[sku].Sold, returned+j.moved[sku].Returned
	}
	return have != told && told-sold <= have && have <= told+returned
}

func (j *inventoryJob) overwrite(sku string) bool {
	return slices.ContainsFunc(j.options.Overwrite, func(s string) bool {
		return s == "*" || store.NormalSKU(s) == store.NormalSKU(sku)
	})
}

func (j *inventoryJob) closedAt(id uint64) bool {
	for _, l := range j.storeStock.Locations {
		if l.ID == id {
			return !l.Enabled
		}
	}
	return j.levels.closed[id]
}

// guard says why a plan is to be looked at before it is carried out; "" where it needn't be.
func (j *inventoryJob) guard(p *Plan) string {
	stocked, before := 0, 0
	for _, n := range j.shown() {
		if n > 0 {
			stocked++
			before += n
		}
	}
	emptied, dropped, lost := 0, 0, 0
	for _, c := range p.Changes {
		if c.Old > c.New {
			dropped++
			lost += c.Old - c.New
			if c.New == 0 {
				emptied++
			}
		}
	}
	in := j.conn.Options.Inventory
	emptyShare, dropShare := cmp.Or(in.EmptyShare, defaultEmptyShare), cmp.Or(in.DropShare, defaultDropShare)
	switch {
	case emptied >= guardedItems && emptied*100 > stocked*emptyShare:
		return fmt.Sprintf("It would leave %d of the store's %d items in stock without any, more than %d in a hundred.", emptied, stocked, emptyShare)
	case dropped >= guardedItems && lost*100 > before*dropShare:
		return fmt.Sprintf("It would take %d of the store's %d pieces off its stock, more than %d in a hundred.", lost, before, dropShare)
	}
	return ""
}
