package syncer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/store/ledger"
)

// lagTime is how long the store may go on showing what it had before a push.
const lagTime = 10 * time.Minute

// The shares beyond which a push stops and asks, in percent, and how many items it takes at least.
const (
	defaultEmptyShare = 20
	defaultDropShare  = 50
	guardedItems      = 2
)

// When a rise stops and asks: an item that gets more than so many times its highest number of 90 days, and so many pieces
// more; or more than so many items in a hundred that at least double.
const (
	riseTimes   = 10
	risePieces  = 100
	doubleShare = 20
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

// plan compares what the book has with what the store shows, item by item and location by location.
func (j *inventoryJob) plan() (*Plan, error) {
	p := &Plan{Connection: j.conn.ID, Option: UpdateInventory, Made: now(), Route: j.route, RouteWhy: j.why, Changes: []Change{}}
	if j.storeStock.Moves == bigcommerce.StockMovesWhenShipped {
		p.Notices = append(p.Notices, bigcommerce.InventorySettings{UpdateStock: j.storeStock.Moves, RefundReturns: j.storeStock.Returns}.Sentence())
	}
	p.Notices = append(p.Notices, j.idle...)
	j.agreed, j.disputed = nil, nil
	var err error
	if p.Skipped, err = j.unknownItems(); err != nil {
		return nil, err
	}
	things, err := j.countedThings(p)
	if err != nil {
		return nil, err
	}
	fed := map[store.Target]bool{}
	for _, c := range things {
		all, err := j.ledger.quantities(c.skus)
		if err != nil {
			return nil, err
		}
		for _, q := range all {
			if !q.counted {
				continue
			}
			fed[store.Target{StoreLocation: q.id, ProductID: c.link.ProductID, VariantID: c.variant}] = true
			j.compare(p, c, q.place, q.n, q.terms)
		}
	}
	j.unfed(p, fed)
	if err := j.holdRises(p); err != nil {
		return nil, err
	}
	p.sort()
	p.Requests = len(j.batches(p.Changes))
	p.Guard = j.guard(p)
	if p.Fingerprint = p.fingerprint(); p.Guard == "" && len(p.Unfed) > 0 {
		p.Fingerprint = (&Plan{Connection: p.Connection, Option: p.Option, Unfed: p.Unfed}).fingerprint() // the rest needs none
	}
	return p, nil
}

func (p *Plan) sort() {
	slices.SortStableFunc(p.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.target.StoreLocation, b.target.StoreLocation), strings.Compare(a.SKU, b.SKU))
	})
}

// countedThings finds what the store counts the book's items as, and names those of which no number can be said.
func (j *inventoryJob) countedThings(p *Plan) ([]counted, error) {
	type id struct{ product, variant uint64 }
	seen := map[id]bool{}
	var out []counted
	items, err := j.items()
	if err != nil {
		return nil, err
	}
	for _, sku := range slices.Sorted(maps.Keys(items)) {
		if here, err := j.countedHere(sku); err != nil {
			return nil, err
		} else if !here {
			continue // counted only where this connection doesn't look
		}
		name, err := j.ledger.Written(sku)
		if err != nil {
			return nil, err
		}
		link, linked := j.links[sku]
		variant, ok := uint64(0), false
		if linked {
			variant, ok = j.levels.counts(link)
		}
		if !ok {
			p.Skipped = append(p.Skipped, Skip{Ref: name, SKU: name, Reason: uncountedReason(link, linked)})
			continue
		}
		c := counted{link: link, variant: variant, name: link.SKU}
		key := id{link.ProductID, link.VariantID}
		var of together
		if link.Tracking == trackedWhole {
			key.variant = 0
			of, err = j.ledger.wholeProduct(j.whole[link.ProductID])
		} else {
			of, err = j.ledger.alone(sku)
		}
		if err != nil {
			return nil, err
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		if c.skus = of.skus; of.problem != "" {
			p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: name, Reason: of.problem})
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

// countedHere reports whether an item is counted, or a part of it, where the connection looks.
func (j *inventoryJob) countedHere(sku string) (bool, error) {
	parts, err := j.ledger.Parts(sku)
	if err != nil {
		return false, err
	}
	uncounted, err := j.ledger.Uncounted(sku)
	if err != nil {
		return false, err
	}
	if j.conn.Options.Inventory.Buildable && len(uncounted) > 0 {
		return true, nil // it is named
	}
	skus := []string{sku}
	if j.conn.Options.Inventory.Buildable {
		for _, p := range parts {
			skus = append(skus, p.SKU)
		}
	}
	for _, sku := range skus {
		shelf, err := j.ledger.Of(sku)
		if err != nil {
			return false, err
		}
		for _, id := range j.ledger.chosen {
			if shelf.At(ledger.Place(id)) != nil {
				return true, nil
			}
		}
	}
	return false, nil
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
	// The store sells from its default location, whatever the book takes the pieces from.
	soldSince := j.looking && told && at.main && j.movedOf(c.skus).Sold > 0
	switch {
	case want > maxStoreLevel:
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: "It is more than a store can count."})
		return
	case j.missing(at):
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: fmt.Sprintf(
			"The store has no location %d, to which %s is mapped. Map it to another: cartwire edit %q --store-location LOCATION=ID.", at.id, j.ledger.mappedTo(at.id), j.conn.Name)})
		return
	case j.closedAt(at.id):
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: name + " is disabled in the store, so its stock can't be changed. Enable it there, or map the location to another."})
		return
	case known && have == want && !soldSince && !j.outdated(last, have, want):
		p.InStep++
		if !told || last.Quantity != want || !last.Shown || last.Sending || last.Conflict != nil || j.movedAny(j.settles(target, c.skus)) {
			j.agree(target, c, want, last)
		}
		return
	case told && !last.Sending && last.Quantity == want && j.lagging(last, have, known) && !j.movedTo(have, want, c.skus, at.main):
		p.InStep++
		p.Unseen = append(p.Unseen, Skip{Ref: c.ref(), SKU: c.name, Reason: fmt.Sprintf(
			"The store was told %d at %s and does not show it yet. It may take some minutes; the next run looks again.", want, last.At.Format("15:04 MST"))})
		return
	case told && known && (last.Conflict != nil || !j.explained(last, have, c.skus, at.main)) && !j.overwrite(c.name):
		since := now()
		if last.Conflict != nil {
			since = last.Conflict.Since
		}
		last.Conflict = &store.StockConflict{Shown: have, Since: since}
		j.disputed = append(j.disputed, last)
		p.Conflicts = append(p.Conflicts, Conflict{Ref: c.ref(), SKU: c.name, Location: name, Store: have, Pushed: last.Quantity, Meant: want, Since: since, target: target})
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
	switch {
	case last.At.IsZero():
		last.Quantity, last.Before, last.Known, last.At, last.Run = quantity, quantity, true, now(), j.run.ID()
	case last.Quantity != quantity:
		// Sold since, or come back: what would be put back has become as much less, or more.
		last.Before = max(0, last.Before+quantity-last.Quantity)
		last.Quantity = quantity
	}
	last.Shown, last.Sending, last.Earlier, last.Conflict = true, false, nil, nil
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
// is right by chance, until it shows what it was told. What it sold between the last reading and the writing is in no list, so
// nothing that agrees is believed before it has shown what it was told.
func (j *inventoryJob) outdated(last store.Pushed, have, want int) bool {
	still := mayStillShow(last)
	return last.Quantity != want && last.Quantity != have && len(still) > 0 && (have == want || slices.Contains(still, have))
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
	if have == last.Quantity || j.movedTo(have, last.Quantity, skus, main) {
		return true
	}
	m := j.movedOf(skus)
	within := func(was int) bool {
		return have == was || j.movedTo(have, was, skus, main) || main && was-last.Moved.Sold-m.Sold <= have && have <= was+last.Moved.Returned+m.Returned
	}
	return (last.Sending || !last.Shown) && (within(last.Before) || !last.Known || slices.ContainsFunc(last.Earlier, within))
}

// movedTo tells whether what the store has sold since, or what came back, may have made have of what it was told.
func (j *inventoryJob) movedTo(have, told int, skus []string, main bool) bool {
	if !main {
		return false // the store sells from its default location
	}
	m := j.movedOf(skus)
	if !j.storeStock.Edits && j.storeStock.Moves != "" && j.moved[""].Sold > 0 && have < told {
		// The store gives nothing back when an order is edited: one that was placed since may have had more than it has now.
		return true
	}
	floored := have == 0 && told-m.Sold < 0
	return have != told && (told-m.Sold <= have || floored) && have <= told+m.Returned
}

// movedOf is what the store may have done by itself to the stock of some skus.
func (j *inventoryJob) movedOf(skus []string) (m store.Movement) {
	for _, sku := range skus {
		m.Sold, m.Returned = m.Sold+j.moved[sku].Sold, m.Returned+j.moved[sku].Returned
	}
	return m
}

func (j *inventoryJob) overwrite(sku string) bool { return overwrites(j.options.Overwrite, sku) }

// missing tells whether a location of the book is mapped to one that the store doesn't have, as far as its locations are known.
func (j *inventoryJob) missing(at place) bool {
	known := slices.Concat(j.storeStock.Locations, j.conn.Test.StoreLocations)
	return !at.main && len(j.storeStock.Locations) > 0 && !slices.ContainsFunc(known, func(l store.StoreLocation) bool { return l.ID == at.id })
}

func (j *inventoryJob) closedAt(id uint64) bool {
	for _, l := range j.storeStock.Locations {
		if l.ID == id {
			return !l.Enabled
		}
	}
	return j.levels.closed[id]
}

// unfed finds the levels that this book wrote and that nothing in it feeds any more: another location is mapped there now, or
// the item isn't counted any more. Where the store still shows what was sent, they become 0 once a person has confirmed it.
func (j *inventoryJob) unfed(p *Plan, fed map[store.Target]bool) {
	if j.partly || len(j.options.Only) > 0 {
		return
	}
	for target, last := range j.pushed {
		have, known := j.levels.rows[target]
		if fed[target] || !known || have == 0 || last.Quantity == 0 || j.closedAt(target.StoreLocation) {
			continue
		}
		c := j.countedOf(last)
		if here := store.NormalSKU(last.SKU); slices.ContainsFunc(p.Skipped, func(s Skip) bool { return store.NormalSKU(s.SKU) == here }) {
			continue // named already, with a reason of its own
		}
		where := j.ledger.placeName(place{id: target.StoreLocation})
		if have != last.Quantity && !j.movedTo(have, last.Quantity, c.skus, target.StoreLocation == j.storeStock.MainLocation()) {
			p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: last.SKU, Reason: fmt.Sprintf(
				"No location of the book feeds %s any more, and the store shows %d there, not the %d that was sent last. Set it in the store's control panel.", where, have, last.Quantity)})
			continue
		}
		p.Unfed = append(p.Unfed, Change{
			Ref: c.ref(), SKU: last.SKU, Location: where, Old: have, Known: true, New: 0, target: target, skus: c.skus, whole: c.link.Tracking == trackedWhole,
			Remark: "No location of the book feeds it any more.",
		})
	}
	slices.SortFunc(p.Unfed, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.target.StoreLocation, b.target.StoreLocation), strings.Compare(a.SKU, b.SKU))
	})
}

// guard says why a plan is to be looked at before it is carried out; "" where it needn't be.
func (j *inventoryJob) guard(p *Plan) string {
	shown := j.shown()
	stocked, before := 0, 0
	for _, n := range shown {
		if n > 0 {
			stocked++
			before += n
		}
	}
	emptied, dropped, lost := 0, 0, 0
	doubled, most := 0, 0
	var first string
	for _, c := range p.Changes {
		if is := shown[c.target]; is > c.New {
			dropped++
			lost += is - c.New
			if c.New == 0 {
				emptied++
			}
		}
		last, sent := j.pushed[c.target]
		rise := c.New - c.Old - received(c.Why)
		if !sent || rise <= 0 {
			continue
		}
		if c.Old > 0 && rise >= c.Old {
			doubled++
		}
		if high := max(last.Peak(), c.Old); rise > risePieces && c.Old+rise > riseTimes*high {
			if most++; first == "" {
				first = fmt.Sprintf("%s would go from %s to %s, more than %d times its highest number of 90 days.", c.SKU, humanize.Comma(int64(c.Old)), humanize.Comma(int64(c.New)), riseTimes)
			}
		}
	}
	in, review := j.conn.Options.Inventory, j.review()
	emptyShare, dropShare := cmp.Or(in.EmptyShare, defaultEmptyShare), cmp.Or(in.DropShare, defaultDropShare)
	switch {
	case review != "" && len(p.Changes) > 0:
		return review
	case emptied >= guardedItems && emptied*100 > stocked*emptyShare:
		return fmt.Sprintf("It would leave %s of the store's %s in stock without any, more than %d in a hundred.", humanize.Comma(int64(emptied)), number(stocked, "item"), emptyShare)
	case dropped >= guardedItems && lost*100 > before*dropShare:
		return fmt.Sprintf("It would take %s of the store's %s off its stock, more than %d in a hundred.", humanize.Comma(int64(lost)), number(before, "piece"), dropShare)
	case most == 1:
		return first
	case most > 1:
		return fmt.Sprintf("%s would rise beyond reason, the first: %s", number(most, "item"), first)
	case doubled >= guardedItems && doubled*100 > stocked*doubleShare:
		return fmt.Sprintf("%s of the store's %s in stock would at least double, more than %d in a hundred.", humanize.Comma(int64(doubled)), number(stocked, "item"), doubleShare)
	case len(j.options.Overwrite) > 0 && len(p.Changes) > 0:
		return fmt.Sprintf("It would overwrite what somebody else has changed in the store: %s.", number(len(p.Changes), "value"))
	}
	return ""
}

// received is how many pieces of a rise came in, or came back, and were booked as such.
func received(why []Term) (n int) {
	for _, t := range why {
		if t.Kind == TermReceived || t.Kind == TermReturned || t.Kind == TermTransferred {
			n += max(0, t.Quantity)
		}
	}
	return n
}
