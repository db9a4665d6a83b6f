package syncer

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// StandState says how one number of the book stands to a store, from what the book knows.
type StandState string

// The states of a number.
const (
	StandUncounted StandState = "not counted" // the book counts none of it where this connection looks: the store is told nothing
	StandUnsold    StandState = "not sold"    // the store doesn't know the sku, or doesn't track its stock
	StandUntold    StandState = "not told"    // the store was never told, so its number isn't known
	StandInStep    StandState = "in step"
	StandDiffers   StandState = "differs"  // the book counts otherwise by now
	StandSending   StandState = "sending"  // told, and no answer came: the next run finds out
	StandConflict  StandState = "conflict" // the last run found that somebody else has changed the store's number
)

// Standing is how an item stands at one location of the store.
type Standing struct {
	StoreLocation string
	Books         []store.LocationID // the book's locations that feed it
	State         StandState
	Meant         int       // what the store is to show
	Told          int       // what it was told, or was found to agree with; of the states from in step on
	At            time.Time // when
	Sold          int       // pieces that orders have taken off since, less those that came back
	Says          string    // of a conflict: what was found, a sentence
}

// Stand tells how items stand at a connection's store, by their normal skus. It reads no more of the book than these items
// need, so that a screenful of a million is quick. Errors: store.ErrNotFound for a connection that isn't there.
func (e *Engine) Stand(id store.ConnectionID, skus []string) (map[string][]Standing, error) {
	out := map[string][]Standing{}
	conflicts, err := e.conflictsOf(id)
	if err != nil {
		return nil, err
	}
	err = e.book.View(func(tx *store.Tx) error {
		conn, err := tx.Connection(id)
		if err != nil {
			return err
		}
		l, err := openLedger(tx, conn)
		if err != nil {
			return err
		}
		for _, sku := range skus {
			key := store.NormalSKU(sku)
			if out[key], err = l.stand(key); err != nil {
				return err
			}
			for i := range out[key] {
				s := &out[key][i]
				if found, ok := conflicts[key]; ok && s.State == StandDiffers && !s.At.After(found.at) {
					s.State, s.Says = StandConflict, found.says
				}
			}
		}
		return nil
	})
	return out, err
}

// stand works out one item's numbers.
func (l *stockLedger) stand(sku string) ([]Standing, error) {
	of, err := l.togetherWith(sku)
	if err != nil {
		return nil, err
	}
	link, err := l.tx.LinkBySKU(l.conn.ID, sku)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	sold := err == nil && link.Tracking != string(bigcommerce.TrackNone)
	all, err := l.quantities(of.skus)
	if err != nil {
		return nil, err
	}
	var out []Standing
	for _, q := range all {
		s := Standing{StoreLocation: l.placeName(q.place), Books: q.books, State: StandUntold, Meant: q.n}
		switch {
		case !q.counted || of.problem != "":
			s.State, s.Meant = StandUncounted, 0
		case !sold:
			s.State = StandUnsold
		default:
			if err := l.told(&s, q.place, sku, of.skus); err != nil {
				return nil, err
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// told compares a number with what was sent last, less what the store has sold since.
func (l *stockLedger) told(s *Standing, p place, sku string, skus []string) error {
	pushed, err := l.sentTo(p, sku)
	if err != nil || pushed == nil {
		return err
	}
	moved, err := l.moved(skus)
	if err != nil {
		return err
	}
	if !p.main {
		moved = store.Movement{} // the store sells from its default location
	}
	s.Told, s.At, s.Sold, s.State = pushed.Quantity, pushed.At, moved.Sold-moved.Returned, StandDiffers
	switch {
	case pushed.Sending:
		s.State = StandSending
	case pushed.Quantity-moved.Sold <= s.Meant && s.Meant <= pushed.Quantity+moved.Returned:
		s.State = StandInStep
	}
	return nil
}

// foundConflict is a conflict as a run's record tells it.
type foundConflict struct {
	at   time.Time
	says string
}

// conflictLook is how many records are searched for the last update of the stock.
const conflictLook = 50

// conflictsOf finds the conflicts of the last update of a connection's stock, by normal sku.
func (e *Engine) conflictsOf(id store.ConnectionID) (map[string]foundConflict, error) {
	jobs, err := e.book.Jobs(id, conflictLook)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if j.Option != string(UpdateInventory) || j.State == store.JobRunning || j.Ended.IsZero() {
			continue
		}
		out := map[string]foundConflict{}
		for _, n := range j.Notes {
			if strings.HasSuffix(n.Reason, conflictTail) {
				out[store.NormalSKU(n.Ref)] = foundConflict{j.Ended, n.Reason}
			}
		}
		return out, nil
	}
	return nil, nil
}

func (s Standing) String() string {
	switch s.State {
	case StandUncounted:
		return "The book counts none of it there, so the store is told nothing."
	case StandUnsold:
		return "The store doesn't know this sku, or doesn't track its stock."
	case StandUntold:
		return fmt.Sprintf("The store is to show %d, and was never told.", s.Meant)
	case StandSending:
		return fmt.Sprintf("The store was told %d and gave no answer. The next update finds out.", s.Told)
	case StandConflict:
		return s.Says
	case StandInStep:
		return fmt.Sprintf("In step: the store was told %d.", s.Told)
	}
	return fmt.Sprintf("The store was told %d and is to show %d.", s.Told, s.Meant)
}
