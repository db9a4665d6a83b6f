package soak_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// end is what the store and the book hold when all has come to rest.
type end struct {
	*trial
	conn      store.Connection
	orders    map[uint64]*bigcommerce.Order // of the store
	listed    map[uint64]store.Order        // of the book
	shipments map[uint64][]store.BookShipment
	products  []bigcommerce.Product
	journal   []entry
	plan      *syncer.Plan // of the last dry run
}

// mostRounds is how often the jobs may run until nothing is left to do: a store shows what it was told some answers later.
const mostRounds = 8

// check lets the jobs run to their ends and holds the book against the store.
func (t *trial) check() {
	t.open()
	defer t.book.Close()
	engine := syncer.NewEngine(t.book, syncer.Config{Who: "soak", PageSize: t.pageSize, Transport: t.wire, Patience: bigcommerce.PatiencePerson})
	defer engine.Close()
	t.quietly(engine, syncer.ImportProducts, syncer.StartOptions{Full: t.lies > 0})
	t.checkGaps(engine)
	for round := 0; ; round++ {
		t.quietly(engine, syncer.ImportOrders, syncer.StartOptions{})
		ship := t.quietly(engine, syncer.UpdateOrderStatus, syncer.StartOptions{})
		s := t.quietly(engine, syncer.UpdateInventory, syncer.StartOptions{})
		t.onlyWhereMeddled(s.Plan)
		left, err := t.book.Outbox(t.connection().ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 && ship.Job.Pushed+ship.Job.Updated == 0 && len(s.Plan.Changes) == 0 {
			break
		}
		if round == mostRounds {
			t.Fatalf("no rest after %d rounds: outbox %v, %+v, %+v", round, left, ship.Job, s.Plan)
		}
		t.shop.forward(time.Hour)
	}
	e := t.ending()
	e.checkOrders()
	e.checkRefunds()
	e.checkAllocations()
	e.checkShipments()
	// What somebody else changed is overwritten now.
	for round := 0; ; round++ {
		s := t.quietly(engine, syncer.UpdateInventory, syncer.StartOptions{Overwrite: []string{"*"}})
		if len(s.Plan.Conflicts) > 0 {
			t.Fatalf("conflicts though all are overwritten: %+v", s.Plan.Conflicts)
		}
		if len(s.Plan.Changes) == 0 {
			break
		}
		if round == mostRounds {
			t.Fatalf("no rest after %d pushes: %+v", round, s.Plan.Changes)
		}
	}
	dry := t.quietly(engine, syncer.UpdateInventory, syncer.StartOptions{DryRun: true})
	if len(dry.Plan.Changes)+len(dry.Plan.Conflicts) > 0 {
		t.Errorf("the store does not show the plan: %+v", dry.Plan)
	}
	report := t.quietly(engine, syncer.Reconcile, syncer.StartOptions{Since: began.AddDate(-2, 0, 0)}).Report
	if n := len(report.Missing) + len(report.Extra) + len(report.Different) + len(report.Stock); n > 0 {
		t.Errorf("the comparison finds differences: %+v", report)
	}
	e = t.ending()
	e.plan = dry.Plan
	e.checkStock(engine)
	e.checkLedger()
	e.checkJobs()
}

// checkGaps: an import in a store that lies no more leaves nothing out, or it fails, and a comparison differs, and both name
// what is missing. Then all is read anew, and nothing may be missing any longer. No token that was echoed is anywhere.
func (t *trial) checkGaps(engine *syncer.Engine) {
	run, err := engine.Start(t.conn, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	s := run.Snapshot()
	gaps, err := t.book.Gaps(t.conn)
	if err != nil || s.Err != nil {
		t.Fatal(err, s.Err)
	}
	e := t.ending()
	lost := e.lost()
	if (s.Job.Failed > 0) == gaps.Complete() {
		t.Errorf("the import names %d things, and the book lacks %v", s.Job.Failed, gaps.Sentences())
	}
	if gaps.Complete() && len(lost) > 0 {
		t.Errorf("orders %v are missing, and nobody says so", lost)
	}
	if !gaps.Complete() {
		if t.lies == 0 {
			t.Errorf("the book lacks something, and nobody lied: %v", gaps.Sentences())
		}
		report := t.compare(engine)
		if len(report.Unreadable) != len(gaps.Unreadable) || len(report.Short) < len(gaps.Short) || report.Differences() == 0 {
			t.Errorf("the comparison doesn't name %v: %+v", gaps.Sentences(), report)
		}
		t.sum.add(func(s *tally) { s.lacking++ })
		t.quietly(engine, syncer.ImportOrders, syncer.StartOptions{Full: true})
		if gaps, err = t.book.Gaps(t.conn); err != nil || !gaps.Complete() {
			t.Errorf("after all was read anew the book lacks %v, %v", gaps.Sentences(), err)
		}
	}
	jobs, err := t.book.Jobs(t.conn, 0)
	if err != nil {
		t.Fatal(err)
	}
	list, err := t.book.Activities(10_000)
	if err != nil {
		t.Fatal(err)
	}
	files := fmt.Sprintf("%+v %+v %+v", jobs, list, t.connection()) + t.said.String()
	for _, f := range []string{t.path, t.path + ".journal"} {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		files += string(text)
	}
	token := t.shop.sb.AccessToken()
	for _, secret := range []string{token, token[:12], base64.StdEncoding.EncodeToString([]byte(token))} {
		if strings.Contains(files, secret) {
			t.Errorf("the token, or a part of it, is kept: %s", secret)
		}
	}
}

func (t *trial) compare(engine *syncer.Engine) *syncer.Report {
	t.Helper()
	run, err := engine.Start(t.conn, syncer.Reconcile, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	if s := run.Snapshot(); s.Err != nil {
		t.Fatal(s.Err)
	}
	return run.Snapshot().Report
}

// lost are the orders that are to be in the book and aren't.
func (e *end) lost() (ids []uint64) {
	in := e.conn.Options
	for _, id := range e.storeIDs() {
		o := e.orders[id]
		wanted := in.ImportOrders && id >= in.StartNumber && !o.DateCreated.Before(in.StartDate) && (len(in.Statuses) == 0 || slices.Contains(in.Statuses, o.StatusID))
		if _, ok := e.listed[id]; wanted && !ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func (t *trial) connection() store.Connection {
	c, err := t.book.Connection(t.conn)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// quietly runs a job in a store without trouble: nothing may fail.
func (t *trial) quietly(engine *syncer.Engine, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	var s syncer.Snapshot
	for range mostRounds { // what a guard rail stops is confirmed; what a store shows late makes it another plan
		run, err := engine.Start(t.conn, option, o)
		if err != nil {
			t.Fatal(err)
		}
		<-run.Done()
		s = run.Snapshot()
		guard, asks := errors.AsType[*syncer.GuardError](s.Err)
		if !asks {
			break
		}
		o.Confirm = guard.Fingerprint
	}
	if s.Err != nil || s.Job.State != store.JobDone {
		t.Fatalf("%s in a store without trouble: %v, %+v", option, s.Err, s.Job)
	}
	for _, e := range s.Job.Errors {
		if option != syncer.UpdateOrderStatus || !strings.HasPrefix(e.Ref, "order ") {
			t.Errorf("%s in a store without trouble: %+v", option, e)
		}
	}
	if err := sumsOf(s, o); err != nil {
		t.Error(err)
	}
	return s
}

// onlyWhereMeddled: a conflict is where somebody else has changed the store's number, and nowhere else.
func (t *trial) onlyWhereMeddled(p *syncer.Plan) {
	t.Helper()
	for _, c := range p.Conflicts {
		if len(t.shop.meddled[c.Ref]) == 0 {
			t.Errorf("a conflict where nobody meddled: %s %s at %s: %s\nlast told: %s", c.Ref, c.SKU, c.Location, c, t.lastTold(c.SKU))
		}
	}
}

// ending reads what both sides hold.
func (t *trial) ending() *end {
	t.Helper()
	e := &end{trial: t, conn: t.connection(), orders: map[uint64]*bigcommerce.Order{}, listed: map[uint64]store.Order{}, shipments: map[uint64][]store.BookShipment{}}
	client := t.client()
	for next := uint64(0); ; {
		page, err := client.ListOrders(context.Background(), bigcommerce.OrderQuery{OrderFilter: bigcommerce.OrderFilter{MinID: next}, Sort: "id:asc"})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			e.orders[page[i].ID] = &page[i]
		}
		next = page[len(page)-1].ID + 1
	}
	for number := 1; number != 0; {
		page, err := client.Products(context.Background(), bigcommerce.ProductQuery{Page: number})
		if err != nil {
			t.Fatal(err)
		}
		e.products = append(e.products, page.Rows...)
		number = page.Next
	}
	for o, err := range t.book.Orders(store.OrderQuery{Connection: e.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := e.listed[o.StoreOrderID]; twice {
			t.Errorf("order %d is in the book twice", o.StoreOrderID)
		}
		e.listed[o.StoreOrderID] = o
		if e.shipments[o.StoreOrderID], err = t.book.ShipmentsOf(e.conn.ID, o.StoreOrderID); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if e.journal, err = readJournal(t.path + ".journal"); err != nil {
		t.Fatal(err)
	}
	return e
}

func (t *trial) client() *bigcommerce.Client {
	creds, _, err := bigcommerce.ParseCredentials(t.shop.sb.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	c, err := bigcommerce.NewClient(bigcommerce.Config{
		APIPath: creds.APIPath, AccessToken: creds.AccessToken, AllowInsecureHost: t.shop.sb.Host(), Transport: t.wire,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// storeIDs are the store's orders, ascending.
func (e *end) storeIDs() []uint64 { return slices.Sorted(maps.Keys(e.orders)) }

// lastTold is what the book knows of an item's levels in the store, for a message.
func (t *trial) lastTold(sku string) (text string) {
	err := t.book.View(func(tx *store.Tx) error {
		all, err := tx.PushedTo(t.conn)
		if err != nil {
			return err
		}
		for _, p := range all {
			if store.NormalSKU(p.SKU) == store.NormalSKU(sku) {
				text += fmt.Sprintf("%+v; ", p)
			}
		}
		moved, err := tx.Movements(t.conn)
		text += fmt.Sprintf("moved since: %+v", moved[store.NormalSKU(sku)])
		return err
	})
	return fmt.Sprint(text, " ", err)
}
