package syncer

import (
	"cmp"
	"errors"
	"fmt"
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
	target   store.Target
	quantity int
	name     string   // the sku to name it by
	skus     []string // whose movements are over
}

// counted is one thing the store counts, with the skus of the book that are counted in it.
type counted struct {
	link    store.Link
	variant uint64 // under which its rows stand
	skus    []string
	name    string // the sku to name it by
}

func (c counted) ref() string {
	if isWhole(c.link) {
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
	j.agreed, j.disputed = nil, nil
	err := j.read(func() error { return j.compareAll(p) })
	if err == nil {
		err = j.holdRises(p)
	}
	if err != nil {
		return nil, err
	}
	p.sort()
	p.Requests = len(j.batches(p.Changes))
	if p.Guard, err = j.guard(p); err != nil {
		return nil, err
	}
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

// compareAll goes through the items one by one, and holds no more of them than what is to be changed, or said.
func (j *inventoryJob) compareAll(p *Plan) error {
	idle, err := idleNotices(j.ledger.tx)
	if err != nil {
		return err
	}
	p.Notices = append(p.Notices, idle...)
	if p.Skipped, err = j.unknownItems(); err != nil {
		return err
	}
	items, err := j.items()
	if err != nil {
		return err
	}
	done := map[uint64]bool{} // products of several items
	fed := make([]bool, len(j.levels.rows))
	for sku := range items {
		j.ledger.Forget()
		c, err := j.countedAs(p, sku, done)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		all, err := j.ledger.quantities(c.skus)
		if err != nil {
			return err
		}
		for _, q := range all {
			if !q.counted {
				continue
			}
			target := store.Target{StoreLocation: q.id, ProductID: c.link.ProductID, VariantID: c.variant}
			if at, known := j.levels.find(target); known {
				fed[at] = true
			}
			if err := j.compare(p, c, target, q); err != nil {
				return err
			}
		}
	}
	return j.unfed(p, fed)
}

// countedAs finds what the store counts one of the book's items as; nil where that is done, or where no number can be said of it, which
// is named.
func (j *inventoryJob) countedAs(p *Plan, sku string, done map[uint64]bool) (*counted, error) {
	if here, err := j.countedHere(sku); err != nil || !here {
		return nil, err // counted only where this connection doesn't look
	}
	name, err := j.ledger.Written(sku)
	if err != nil {
		return nil, err
	}
	link, err := j.ledger.tx.LinkBySKU(j.conn.ID, sku)
	linked := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	variant, ok := uint64(0), false
	if linked {
		variant, ok = j.levels.counts(link)
	}
	if !ok {
		p.Skipped = append(p.Skipped, Skip{Ref: name, SKU: name, Reason: uncountedReason(link, linked)})
		return nil, nil
	}
	var of together
	if isWhole(link) {
		if done[link.ProductID] {
			return nil, nil
		}
		links, err := j.ledger.tx.LinksOf(j.conn.ID, link.ProductID)
		if err != nil {
			return nil, err
		}
		if len(links) > 1 {
			done[link.ProductID] = true
		}
		of, err = j.ledger.wholeProduct(links)
		if err != nil {
			return nil, err
		}
	} else if of, err = j.ledger.alone(sku); err != nil {
		return nil, err
	}
	c := &counted{link: link, variant: variant, name: link.SKU, skus: of.skus}
	if of.problem != "" {
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: name, Reason: of.problem})
		return nil, nil
	}
	return c, nil
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
func (j *inventoryJob) compare(p *Plan, c *counted, target store.Target, q quantity) error {
	have, known := j.levels.shown(target)
	name, want := j.ledger.placeName(q.place), q.n
	skip := func(reason string) error {
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: c.name, Reason: reason})
		return nil
	}
	sent, err := j.ledger.sent(target)
	if err != nil {
		return err
	}
	moved, err := j.ledger.moved(c.skus)
	if err != nil {
		return err
	}
	last, told := store.Pushed{}, sent != nil
	if told {
		last = *sent
	}
	// The store sells from its default location, whatever the book takes the pieces from.
	soldSince := j.looking && told && q.main && moved.Sold > soldOf(j.movedSent, c.skus)
	switch {
	case want > maxStoreLevel:
		return skip("It is more than a store can count.")
	case j.missing(q.place):
		return skip(fmt.Sprintf("The store has no location %d, to which %s is mapped. Map it to another: cartwire edit %q --store-location LOCATION=ID.",
			q.id, j.ledger.mappedTo(q.id), j.conn.Name))
	case j.closedAt(q.id):
		return skip(name + " is disabled in the store, so its stock can't be changed. Enable it there, or map the location to another.")
	case known && have == want && !soldSince && !j.outdated(last, have, want):
		p.InStep++
		ends := j.settles(target) && moved != store.Movement{}
		if !told || last.Quantity != want || !last.Shown || last.Sending || last.Conflict != nil || ends {
			a := agreement{target: target, quantity: want, name: c.name}
			if ends {
				a.skus = c.skus
			}
			j.agreed = append(j.agreed, a)
		}
		return nil
	case told && !last.Sending && last.Quantity == want && j.lagging(last, have, known) && !j.movedTo(have, want, moved, q.main):
		p.InStep++
		p.Unseen = append(p.Unseen, Skip{Ref: c.ref(), SKU: c.name, Reason: fmt.Sprintf(
			"The store was told %d at %s and does not show it yet. It may take some minutes; the next run looks again.", want, last.At.Format("15:04 MST"))})
		return nil
	case told && known && (last.Conflict != nil || !j.explained(last, have, moved, q.main)) && !j.overwrite(c.name):
		since := now()
		if last.Conflict != nil {
			since = last.Conflict.Since
		}
		last.Conflict = &store.StockConflict{Shown: have, Since: since}
		j.disputed = append(j.disputed, last)
		p.Conflicts = append(p.Conflicts, Conflict{Ref: c.ref(), SKU: c.name, Location: name, Store: have, Pushed: last.Quantity, Meant: want, Since: since, target: target})
		return nil
	}
	remark := ""
	if told && known && j.outdated(last, have, want) {
		have = last.Quantity
		remark = fmt.Sprintf("The store was told %d at %s and does not show it yet.", last.Quantity, last.At.Format("15:04 MST"))
	} else if told && !last.Sending && !last.Shown && last.Quantity == want && known == last.Known && have == last.Before {
		remark = fmt.Sprintf("The store was told so at %s and never showed it.", last.At.Format("2006-01-02 15:04 MST"))
	}
	p.Changes = append(p.Changes, Change{
		Remark: remark, Ref: c.ref(), SKU: c.name, Location: name, Old: have, Known: known, New: want, Why: q.terms, target: target, skus: c.skus,
		whole: isWhole(c.link), sent: sent, moved: moved,
	})
	return nil
}

const maxStoreLevel = 2_147_483_647

// agree writes that the store shows what the book has, and that the movements that led there are over.
func (j *inventoryJob) agree(tx *store.Tx, a agreement) error {
	last, err := tx.PushedAt(j.conn.ID, a.target)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	switch {
	case last.At.IsZero():
		last.Quantity, last.Before, last.Known, last.At, last.Run = a.quantity, a.quantity, true, now(), j.run.ID()
	case last.Quantity != a.quantity:
		// Sold since, or come back: what would be put back has become as much less, or more.
		last.Before = max(0, last.Before+a.quantity-last.Quantity)
		last.Quantity = a.quantity
	}
	last.Target, last.SKU = a.target, a.name
	last.Shown, last.Sending, last.Earlier, last.Conflict = true, false, nil, nil
	if err := tx.PutPushed(j.conn.ID, last); err != nil {
		return err
	}
	if !j.settles(a.target) {
		return nil
	}
	for _, sku := range a.skus {
		if err := j.endMovement(tx, sku); err != nil {
			return err
		}
	}
	return nil
}

// endMovement forgets an item's movements where the store and the book agree on its level, but for those that were noted since the
// store was asked for it.
func (j *inventoryJob) endMovement(tx *store.Tx, sku string) error {
	m, err := tx.MovementOf(j.conn.ID, sku)
	if err != nil {
		return err
	}
	return tx.EndMovement(j.conn.ID, sku, m.Since(j.movedBefore[sku]))
}

func soldOf(moved map[string]store.Movement, skus []string) (n int) {
	for _, sku := range skus {
		n += moved[sku].Sold
	}
	return n
}

// endMovements forgets the movements of some skus once the store was told a level.
func (j *inventoryJob) endMovements(tx *store.Tx, at store.Target, skus []string) error {
	if !j.settles(at) {
		return nil
	}
	for _, sku := range skus {
		if err := tx.EndMovement(j.conn.ID, sku, store.Movement{}); err != nil {
			return err
		}
		delete(j.movedBefore, sku)
	}
	return nil
}

// settles reports whether movements are over once the store and the book agree on a level: a store sells from its default location,
// so that another's level says nothing of them.
func (j *inventoryJob) settles(at store.Target) bool {
	return at.StoreLocation == j.storeStock.MainLocation()
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
func (j *inventoryJob) explained(last store.Pushed, have int, m store.Movement, main bool) bool {
	if have == last.Quantity || j.movedTo(have, last.Quantity, m, main) {
		return true
	}
	within := func(was int) bool {
		return have == was || j.movedTo(have, was, m, main) || main && was-last.Moved.Sold-m.Sold <= have && have <= was+last.Moved.Returned+m.Returned
	}
	return (last.Sending || !last.Shown) && (within(last.Before) || !last.Known || slices.ContainsFunc(last.Earlier, within))
}

// movedTo tells whether what the store has sold since, or what came back, may have made have of what it was told.
func (j *inventoryJob) movedTo(have, told int, m store.Movement, main bool) bool {
	if !main {
		return false // the store sells from its default location
	}
	if !j.storeStock.Edits && j.storeStock.Moves != "" && j.placed && have < told {
		// The store gives nothing back when an order is edited: one that was placed since may have had more than it has now.
		return true
	}
	floored := have == 0 && told-m.Sold < 0
	return have != told && (told-m.Sold <= have || floored) && have <= told+m.Returned
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
func (j *inventoryJob) unfed(p *Plan, fed []bool) error {
	if j.partly || len(j.options.Only) > 0 {
		return nil
	}
	for at, row := range j.levels.rows {
		have := row.shown
		if fed[at] || have == 0 || j.closedAt(row.StoreLocation) {
			continue
		}
		last, err := j.ledger.sent(row.Target)
		if err != nil {
			return err
		}
		if last == nil || last.Quantity == 0 {
			continue
		}
		if here := store.NormalSKU(last.SKU); slices.ContainsFunc(p.Skipped, func(s Skip) bool { return store.NormalSKU(s.SKU) == here }) {
			continue // named already, with a reason of its own
		}
		c, err := j.ledger.countedOf(last)
		if err != nil {
			return err
		}
		moved, err := j.ledger.moved(c.skus)
		if err != nil {
			return err
		}
		where := j.ledger.placeName(place{id: row.StoreLocation})
		if have != last.Quantity && !j.movedTo(have, last.Quantity, moved, j.settles(row.Target)) {
			p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: last.SKU, Reason: fmt.Sprintf(
				"No location of the book feeds %s any more, and the store shows %d there, not the %d that was sent last. Set it in the store's control panel.", where, have, last.Quantity)})
			continue
		}
		p.Unfed = append(p.Unfed, Change{
			Ref: c.ref(), SKU: last.SKU, Location: where, Old: have, Known: true, New: 0, target: row.Target, skus: c.skus, whole: isWhole(c.link),
			sent: last, moved: moved, Remark: "No location of the book feeds it any more.",
		})
	}
	slices.SortFunc(p.Unfed, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.target.StoreLocation, b.target.StoreLocation), strings.Compare(a.SKU, b.SKU))
	})
	return nil
}

// guard says why a plan is to be looked at before it is carried out; "" where it needn't be.
func (j *inventoryJob) guard(p *Plan) (string, error) {
	stocked, before, err := j.inStock()
	if err != nil {
		return "", err
	}
	return j.guarded(p, stocked, before), nil
}

// guarded is guard for a store of so many levels in stock with so many pieces.
func (j *inventoryJob) guarded(p *Plan, stocked, before int) string {
	emptied, dropped, lost := 0, 0, 0
	doubled, most := 0, 0
	var first string
	for _, c := range p.Changes {
		if is := j.shown(&c); is > c.New {
			dropped++
			lost += is - c.New
			if c.New == 0 {
				emptied++
			}
		}
		if c.sent == nil {
			continue
		}
		rise := c.New - c.Old - received(c.Why) - confirmed(c.Why, c.sent.At)
		if rise <= 0 {
			continue
		}
		if c.Old > 0 && rise >= c.Old {
			doubled++
		}
		if high := max(c.sent.Peak(), c.Old); rise > risePieces && c.Old+rise > riseTimes*high {
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

// confirmed is by how many pieces counts rose of which a person has said so when they were entered, after a number was sent.
func confirmed(why []Term, sent time.Time) (n int) {
	for _, t := range why {
		if t.Kind == TermCounted && t.booked.After(sent) {
			n += t.sure
		}
	}
	return n
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
