package syncer

import (
	"strings"
	"time"

	"cartwire/store"
)

// StockState is how a connection's stock stands, from what the book knows: nothing is asked of the store.
type StockState struct {
	Told    int       // levels that the store was told, or was found to agree with
	Differ  int       // of those, that the book counts otherwise by now
	Sending int       // of those, that were sent and not confirmed
	At      time.Time // when the latest of them was told; zero where none was
}

// StockStateOf compares what the store was told last with what the book counts now. What the store has sold since is taken
// off on both sides, so it is no difference.
func (e *Engine) StockStateOf(id store.ConnectionID) (s StockState, err error) {
	err = e.book.View(func(tx *store.Tx) error {
		pushed, err := tx.PushedTo(id)
		if err != nil || len(pushed) == 0 {
			return err
		}
		conn, err := tx.Connection(id)
		if err != nil {
			return err
		}
		c, err := openComparison(tx, conn, pushed)
		if err != nil {
			return err
		}
		for _, p := range pushed {
			s.Told++
			if p.At.After(s.At) {
				s.At = p.At
			}
			same, err := c.same(p)
			if err != nil {
				return err
			}
			switch {
			case p.Sending:
				s.Sending++
			case !same:
				s.Differ++
			}
		}
		return nil
	})
	return s, err
}

// comparison is what it takes to compare what was sent with what is counted.
type comparison struct {
	*stockLedger
	moved map[string]store.Movement
	links map[uint64][]store.Link // of the products that a store counts as a whole
}

func openComparison(tx *store.Tx, conn store.Connection, pushed []store.Pushed) (c comparison, err error) {
	if c.stockLedger, err = openLedger(tx, conn, true); err != nil {
		return c, err
	}
	c.links = map[uint64][]store.Link{}
	if c.moved, err = tx.Movements(conn.ID); err != nil {
		return c, err
	}
	for _, p := range pushed {
		if c.links[p.ProductID] != nil || p.VariantID != 0 {
			continue
		}
		links, err := tx.LinksOf(conn.ID, p.ProductID)
		if err != nil {
			return c, err
		}
		for _, l := range links {
			if l.Tracking == trackedWhole {
				c.links[p.ProductID] = links
			}
		}
	}
	return c, nil
}

// same reports whether the book still counts what was sent. An item that is counted no longer is sent no longer: the same.
func (c comparison) same(p store.Pushed) (bool, error) {
	of, err := c.alone(store.NormalSKU(p.SKU))
	if links := c.links[p.ProductID]; p.VariantID == 0 && len(links) > 0 {
		of, err = c.wholeProduct(links)
	}
	if err != nil || of.problem != "" {
		return true, err
	}
	all, err := c.quantities(of.skus)
	if err != nil {
		return true, err
	}
	for _, q := range all {
		if q.id != p.StoreLocation || !q.counted {
			continue
		}
		sold, returned := 0, 0
		if q.main {
			for _, sku := range of.skus {
				sold, returned = sold+c.moved[sku].Sold, returned+c.moved[sku].Returned
			}
		}
		return p.Quantity-sold <= q.n && q.n <= p.Quantity+returned, nil
	}
	return true, nil
}

// The sentences by which a record tells that a person has to decide, or their ends.
var (
	conflictTail = conflictSays[strings.LastIndex(conflictSays, ": ")+2:]
	conflictSays = Conflict{}.String()
	severalAsks  = (&SeveralLocationsError{}).Error()
)

// Asks is why a run stopped and asked a person, a sentence; "" where it didn't.
func Asks(j store.Job) string {
	if j.State != store.JobFailed {
		return ""
	}
	for _, e := range j.Errors {
		if reason, _, asks := strings.Cut(e.Reason, guardAsks); asks {
			return reason
		}
		if e.Reason == severalAsks {
			return e.Reason
		}
	}
	return ""
}

// conflictsIn counts the conflicts that a record names: those of earlier versions have no count.
func conflictsIn(j *store.Job) (n int) {
	for _, note := range j.Notes {
		if strings.HasSuffix(note.Reason, conflictTail) {
			n++
		}
	}
	return n
}
