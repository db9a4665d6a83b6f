package shelves_test

import (
	"fmt"
	"slices"
	"time"
)

// join connects a shop.
func (w *world) join(i int) {
	w.d.connect(i, w.with[i])
	w.joined[i] = true
	w.lookedAt[i] = w.selection(i)
	w.note("shop %d is connected %+v", i, w.with[i])
}

func (w *world) sleep(d time.Duration) {
	if !w.hurry {
		time.Sleep(d)
	}
}

// lay puts pieces on a shelf before anybody counts.
func (w *world) lay(place string, pieces map[string]int) {
	for sku, n := range pieces {
		if w.shelf[sku] == nil {
			w.shelf[sku] = stock{}
			w.skus = append(w.skus, sku)
			slices.Sort(w.skus)
		}
		w.shelf[sku][place] += n
	}
}

// stocktake is what somebody saw on the shelves.
type stocktake struct {
	at   time.Time
	rows []count
}

// look counts items in all places where they are kept.
func (w *world) look(skus ...string) stocktake {
	s := stocktake{at: time.Now()}
	for _, sku := range skus {
		for _, place := range w.places {
			if n, kept := w.shelf[sku][place]; kept {
				s.rows = append(s.rows, count{sku, place, n})
			}
		}
	}
	return s
}

// enter has the book learn of a stocktake.
func (w *world) enter(s stocktake) error {
	if err := w.d.count(s.at, s.rows...); err != nil {
		return err
	}
	w.note("counted at %s: %v", s.at.Format("15:04:05"), s.rows)
	w.counted = later(w.counted, s.at)
	for _, r := range s.rows {
		m := w.model.counts
		if m[r.sku] == nil {
			m[r.sku] = map[string]counted{}
		}
		if !s.at.Before(m[r.sku][r.place].at) {
			m[r.sku][r.place] = counted{r.n, s.at}
		}
	}
	return nil
}

func (w *world) count(skus ...string) {
	w.t.Helper()
	if err := w.enter(w.look(skus...)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) place(i, status int, pieces ...piece) *order {
	o := w.shops[i].place(status, pieces...)
	w.note("shop %d: order %d (%s) %v", i, o.id, statusNames[status], pieces)
	return o
}

func (w *world) status(i int, o *order, status int) {
	w.note("shop %d: order %d becomes %s", i, o.id, statusNames[status])
	w.shops[i].setStatus(o, status)
	w.settle()
}

// mistake has an order say Completed though nothing has left; setBack puts that right.
func (w *world) mistake(i int, o *order) {
	w.note("shop %d: order %d becomes Completed by mistake", i, o.id)
	for _, l := range o.lines {
		w.fateOf(i, o, l).mistake = true
	}
	w.shops[i].setStatus(o, completed)
}

func (w *world) setBack(i int, o *order) {
	w.note("shop %d: order %d is set back", i, o.id)
	w.shops[i].setStatus(o, toFulfil)
	for _, l := range o.lines {
		w.fateOf(i, o, l).mistake = false
	}
}

func (w *world) edit(i int, o *order, l *line, n int) {
	w.note("shop %d: order %d: %d of %s, were %d", i, o.id, n, l.sku, l.quantity)
	w.shops[i].edit(o, l, n)
}

// storeShips makes a parcel in the shop: all that is open, or so many of each line.
func (w *world) storeShips(i int, o *order, some map[*line]int) *parcel {
	items := map[*line]int{}
	for _, l := range o.lines {
		n := w.open(w.fateOf(i, o, l), l)
		if some != nil {
			n = min(n, some[l])
		}
		if n = min(n, l.quantity-l.shipped); n > 0 && l.kind == "physical" {
			items[l] = n
		}
	}
	if len(items) == 0 {
		return nil
	}
	w.serial++
	said := map[string]int{}
	for l, n := range items {
		said[l.sku] += n
		w.leave(i, o, l, n)
	}
	w.note("shop %d: a parcel of order %d %v", i, o.id, said)
	p := w.shops[i].parcel(o, fmt.Sprint("S", w.serial), items)
	w.settle()
	return p
}

// unship deletes a parcel of the shop: it had never left, and the order is to be sent again.
func (w *world) unship(i int, o *order, p *parcel) {
	w.note("shop %d: the parcel %s of order %d is deleted", i, p.tracking, o.id)
	w.back(i, o, p.items)
	w.shops[i].deleteParcel(o, p)
	w.shops[i].setStatus(o, toFulfil)
}

// back puts pieces of an order back onto the shelves that they came from.
func (w *world) back(i int, o *order, items map[uint64]int) {
	for _, l := range o.lines {
		f := w.fateOf(i, o, l)
		f.pieces -= items[l.id]
		for leaf, k := range w.model.leaves(l.row.sku) {
			n := k * items[l.id]
			for _, place := range w.places {
				m := min(n, f.left[leaf][place])
				if m > 0 {
					f.left[leaf][place] -= m
					w.shelf[leaf][place] += m
					n -= m
				}
			}
		}
	}
}

// bookShips records a parcel in the book: all that is open, or so many of each line.
func (w *world) bookShips(i int, o *order, some map[*line]int) error {
	items := map[uint64]int{}
	for _, l := range o.lines {
		n := w.open(w.fateOf(i, o, l), l)
		if some != nil {
			n = min(n, some[l])
		}
		if n > 0 && l.kind == "physical" {
			items[l.id] = n
		}
	}
	if len(items) == 0 {
		return fmt.Errorf("nothing of order %d is open", o.id)
	}
	w.serial++
	tracking := fmt.Sprint("B", w.serial)
	if err := w.d.ship(i, o.id, tracking, items); err != nil {
		return err
	}
	w.note("shop %d: the book ships %v of order %d as %s", i, items, o.id, tracking)
	m := w.model.order(orderKey{i, o.id})
	for _, l := range o.lines {
		if n := items[l.id]; n > 0 {
			at := slices.IndexFunc(m.parcels, func(p *bookParcel) bool { return p.tracking == tracking && p.address == l.address })
			if at < 0 { // one for each address
				at = len(m.parcels)
				m.parcels = append(m.parcels, &bookParcel{at: w.model.now(), lines: map[uint64]int{}, tracking: tracking, address: l.address, sel: w.selection(i)})
			}
			m.parcels[at].lines[l.id] = n
		}
	}
	for _, l := range o.lines {
		if items[l.id] > 0 {
			w.leave(i, o, l, items[l.id])
		}
	}
	return nil
}

// takesBack undoes the latest parcel of the book that its shop hasn't been told of: it had never left.
func (w *world) takesBack(i int, o *order) error {
	m := w.model.order(orderKey{i, o.id})
	tracking, err := w.d.takeBack(i, o.id)
	if err != nil {
		return err
	}
	for _, p := range slices.Backward(m.parcels) {
		if p.tracking == tracking && p.told.seq == 0 && p.undone.seq == 0 {
			w.note("shop %d: the book takes %s of order %d back: %v", i, p.tracking, o.id, p.lines)
			p.undone = w.model.now()
			w.back(i, o, p.lines)
			return nil
		}
	}
	return fmt.Errorf("the book took %s of order %d back, which its shop knows", tracking, o.id)
}

// archive hides an order: nobody sends it any more, and a count that comes after finds its pieces.
func (w *world) archive(i int, o *order, gone bool) {
	w.note("shop %d: order %d is archived, gone %v", i, o.id, gone)
	w.shops[i].archive(o, gone)
}

// spoil makes an order unreadable, or readable again.
func (w *world) spoil(i int, o *order, broken bool) {
	w.note("shop %d: order %d unreadable %v", i, o.id, broken)
	w.shops[i].spoil(o, broken)
}

// broken counts the orders that can't be read.
func (w *world) broken() (n int) {
	for _, s := range w.shops {
		for _, o := range s.orders {
			if o.broken {
				n++
			}
		}
	}
	return n
}

// refund gives money back for pieces of a line: of those that are still there, or of those that have left.
func (w *world) refund(i int, o *order, l *line, n int, restock bool) {
	f := w.fateOf(i, o, l)
	early := min(n, max(0, f.said-(l.refunded-f.kept))) // came back before
	kept := min(n-early, w.open(f, l))
	f.kept += kept
	w.note("shop %d: %d of %s of order %d are refunded, restock %v, %d of them are still here", i, n, l.sku, o.id, restock, kept)
	w.shops[i].refund(o, l, n, restock)
}

func (w *world) pull(i int) outcome { return w.said("pull", i, w.d.pull(i)) }

// tell has the program tell a shop of parcels, and die at a request, where kill says.
func (w *world) tell(i int, kill ...int) outcome {
	out := w.said("tell", i, w.d.tell(i, append(kill, 0)[0]))
	w.settle()
	// A parcel of an order that was closed meanwhile is named, and is a person's to deal with.
	out.errors = slices.DeleteFunc(out.errors, func(text string) bool {
		var id uint64
		if _, err := fmt.Sscanf(text, "order %d:", &id); err != nil {
			return false
		}
		o := w.shops[i].orders[id]
		return o != nil && (slices.Contains(closed, o.status) || o.archived)
	})
	return out
}

func (w *world) push(i int, o pushOptions) outcome {
	w.meanwhile = false
	out := w.said("push", i, w.d.push(i, o))
	w.settle()
	if w.meanwhile { // what was placed before the write is put right by the same job
		w.listed[i] = w.lots(i)
	}
	return out
}

func (w *world) said(what string, i int, o outcome) outcome {
	w.lookedAt[i] = w.selection(i)
	w.jobs++
	if o.err != nil || o.asked != "" || len(o.conflicts)+len(o.errors) > 0 || o.killed {
		w.note("shop %d: %s: %v killed %v", i, what, o, o.killed)
	} else {
		w.note("shop %d: %s", i, what)
	}
	return o
}

// moves books pieces that came, went, or were carried.
func (w *world) moves(sku, place string, n int) {
	w.shelf[sku][place] += n
	w.model.moves = append(w.model.moves, movement{sku, place, n, time.Now()})
}

func (w *world) receive(sku, place string, n int) error {
	if err := w.d.receive(sku, place, n); err != nil {
		return err
	}
	w.note("%d of %s came to %s", n, sku, place)
	w.moves(sku, place, n)
	return nil
}

func (w *world) adjust(sku, place string, n int) error {
	if err := w.d.adjust(sku, place, n); err != nil {
		return err
	}
	w.note("%+d of %s at %s", n, sku, place)
	w.moves(sku, place, n)
	return nil
}

func (w *world) carry(sku string, n int, from, to string) error {
	if err := w.d.carry(sku, n, from, to); err != nil {
		return err
	}
	w.note("%d of %s carried from %s to %s", n, sku, from, to)
	w.moves(sku, from, -n)
	w.moves(sku, to, n)
	return nil
}

// change gives a connection other places, mapping or buffer.
func (w *world) change(i int, o options) {
	w.t.Helper()
	if err := w.d.change(i, o); err != nil {
		w.t.Fatal(err)
	}
	w.with[i] = o
	w.note("shop %d: %+v", i, o)
}

func (w *world) addPlace(name string) {
	w.d.addPlace(name)
	w.places = append(w.places, name)
	for i := range w.shops {
		w.lookedAt[i] = w.selection(i)
	}
}

func (w *world) kit(sku string, parts map[string]int) {
	w.t.Helper()
	if err := w.d.setKit(sku, parts); err != nil {
		w.t.Fatal(err)
	}
	w.model.kits[sku] = parts
	w.kits = append(w.kits, sku)
}
