package syncer

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// A number is raised only where everything is known that could lower it: an order that wasn't read may hold the pieces.

// doubt is what isn't known of one connection's orders.
type doubt struct {
	conn store.Connection
	why  string          // of all its items, a sentence; "" where there is no such doubt
	skus map[string]bool // the normal skus that unreadable orders name
}

// doubts lists what isn't known, of every active connection. since is when the push began.
func (j *inventoryJob) doubts(since time.Time) (out []doubt, err error) {
	list, err := j.book.Connections()
	if err != nil {
		return nil, err
	}
	for _, conn := range list {
		if !conn.Active {
			continue
		}
		d, err := j.doubtOf(conn, since)
		if err != nil {
			return nil, err
		}
		if d.why != "" || len(d.skus) > 0 {
			out = append(out, d)
		}
	}
	return out, nil
}

func (j *inventoryJob) doubtOf(conn store.Connection, since time.Time) (doubt, error) {
	d := doubt{conn: conn, skus: map[string]bool{}}
	state, err := j.book.ImportState(conn.ID)
	if err != nil {
		return d, err
	}
	unreadable, err := j.book.SetAsides(conn.ID)
	if err != nil {
		return d, err
	}
	for _, o := range unreadable {
		if o.Dismissed != nil {
			continue
		}
		lines, ok := bigcommerce.NamedLines(o.Raw)
		if !ok {
			d.why = fmt.Sprintf("Order %d of %s can't be read, and neither can what it orders. Retry or dismiss it.", o.StoreOrderID, conn.Name)
			return d, nil
		}
		for _, l := range lines {
			d.skus[store.NormalSKU(l.SKU)] = true
		}
	}
	fresh := conn.Options.Schedule[string(ImportOrders)]
	switch {
	case state.Clock.IsZero():
		d.why = fmt.Sprintf("The orders of %s were never read.", conn.Name)
	case len(state.Backfill) > 0:
		d.why = fmt.Sprintf("The orders of %s are still being read.", conn.Name)
	case len(state.Short) > 0:
		d.why = fmt.Sprintf("%s lists fewer orders than it counts. Compare them with: reconcile.", conn.Name)
	case state.Pass != nil:
		d.why = fmt.Sprintf("The changed orders of %s are still being read.", conn.Name)
	case conn.ID != j.conn.ID && state.Through.Before(since) && now().Sub(state.Through) > fresh:
		d.why = fmt.Sprintf("The orders of %s were last read at %s.", conn.Name, state.Through.Format("2006-01-02 15:04 MST"))
	}
	return d, nil
}

// holdRises takes the changes out of a plan that raise a number while something isn't known that could lower it.
func (j *inventoryJob) holdRises(p *Plan) error {
	doubts, err := j.doubts(j.run.started())
	if err != nil || len(doubts) == 0 {
		return err
	}
	var kept []Change
	for _, c := range p.Changes {
		why := ""
		if !c.Known || c.New > c.Old {
			if why, err = j.doubted(doubts, c); err != nil {
				return err
			}
		}
		if why == "" {
			kept = append(kept, c)
			continue
		}
		p.Waits = append(p.Waits, Wait{Change: c, Reason: why})
	}
	p.Changes = append([]Change{}, kept...)
	return nil
}

// doubted says what isn't known of a change's items.
func (j *inventoryJob) doubted(doubts []doubt, c Change) (string, error) {
	for _, d := range doubts {
		for _, sku := range c.skus {
			if d.skus[sku] {
				return fmt.Sprintf("An order of %s that can't be read names it. Retry or dismiss that order.", d.conn.Name), nil
			}
		}
		if d.why == "" {
			continue
		}
		shared := d.conn.ID == j.conn.ID
		if !shared {
			var err error
			if shared, err = j.sharedWith(d.conn.ID, c.skus); err != nil {
				return "", err
			}
		}
		if shared {
			return d.why, nil
		}
	}
	return "", nil
}

// sharedWith reports whether another connection's store sells one of the items, or its orders take it.
func (j *inventoryJob) sharedWith(id store.ConnectionID, skus []string) (shared bool, err error) {
	err = j.book.View(func(tx *store.Tx) error {
		shared, err = shares(tx, id, slices.Values(skus))
		return err
	})
	return shared, err
}

func shares(tx *store.Tx, id store.ConnectionID, skus iter.Seq[string]) (bool, error) {
	for sku := range skus {
		if _, err := tx.LinkBySKU(id, sku); err == nil {
			return true, nil
		}
		if taken, err := tx.AllocatedOf(id, sku); err != nil || len(taken) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// sharing lists the other active connections whose stores sell items that this one's does, or whose orders take them.
func (j *inventoryJob) sharing() ([]store.Connection, error) {
	var out []store.Connection
	err := j.book.View(func(tx *store.Tx) error {
		list, err := tx.Connections()
		if err != nil {
			return err
		}
		l, err := tx.Ledger()
		if err != nil {
			return err
		}
		for _, c := range list {
			if c.ID == j.conn.ID || !c.Active {
				continue
			}
			state, err := tx.ImportState(c.ID)
			if err != nil {
				return err
			}
			shared := state.Clock.IsZero()
			if !shared {
				if shared, err = shares(tx, c.ID, l.Items()); err != nil {
					return err
				}
			}
			if shared {
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}
