package syncer

import (
	"slices"
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
		if !tx.Told(id) {
			return nil
		}
		conn, err := tx.Connection(id)
		if err != nil {
			return err
		}
		l, err := openLedger(tx, conn)
		if err != nil {
			return err
		}
		for p, err := range tx.Pushes(id) {
			if err != nil {
				return err
			}
			s.Told++
			if p.At.After(s.At) {
				s.At = p.At
			}
			same, err := l.same(p)
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

// same reports whether the book still counts what was sent. An item that is counted no longer is sent no longer: the same.
func (l *stockLedger) same(p store.Pushed) (bool, error) {
	defer l.Forget()
	of, err := l.alone(store.NormalSKU(p.SKU))
	if p.VariantID == 0 && err == nil {
		var links []store.Link
		if links, err = l.tx.LinksOf(l.conn.ID, p.ProductID); slices.ContainsFunc(links, isWhole) {
			of, err = l.wholeProduct(links)
		}
	}
	if err != nil || of.problem != "" {
		return true, err
	}
	all, err := l.quantities(of.skus)
	if err != nil {
		return true, err
	}
	moved, err := l.moved(of.skus)
	for _, q := range all {
		if q.id != p.StoreLocation || !q.counted {
			continue
		}
		if !q.main {
			moved = store.Movement{}
		}
		return p.Quantity-moved.Sold <= q.n && q.n <= p.Quantity+moved.Returned, err
	}
	return true, err
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
