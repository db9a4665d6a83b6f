package shelves_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/store/ledger"
)

// driver is the program, as far as stock is concerned: all that is asked of it goes through here, and nothing of how it
// computes comes back. Shops are named by their number, places by their name, items by their sku.
type driver interface {
	connect(shop int, o options)
	change(shop int, o options) error
	pull(shop int) outcome
	learn(shop int) outcome // products
	push(shop int, o pushOptions) outcome
	tell(shop, kill int) outcome // kill: the process dies at this request
	ship(shop int, order uint64, tracking string, lines map[uint64]int) error
	takeBack(shop int, order uint64) (tracking string, err error)
	count(at time.Time, rows ...count) error
	adjust(sku, place string, n int) error
	receive(sku, place string, n int) error
	answer(shop int, order, line uint64, n int, what, place string) error // what became of refunded pieces, as stock return says it
	carry(sku string, n int, from, to string) error
	moveLine(shop int, order, line uint64, to string) error // "": back
	setKit(sku string, parts map[string]int) error
	addPlace(name string)
	removePlace(name string) error
	remove(shop int, sure bool) error
	backup() string
	restore(file string)
	onHand(sku string) map[string]int
	close()
}

// options of a connection.
type options struct {
	places    []string       // selected, in order; none: all
	mapped    map[string]int // place → store location
	buffer    int
	buildable bool
	guards    bool // the usual ones; else none that looks at drops
}

type pushOptions struct {
	dryRun, full, undo bool
	only, overwrite    []string
	yes                bool   // a person says yes to what is asked
	confirm            string // a plan that a person has said yes to
	kill               int    // the process dies at this request; 0: it doesn't
}

// outcome is what a job says of itself.
type outcome struct {
	err       error
	asked     string // why it waits for a yes
	plan      string // what a yes to it names
	conflicts []string
	waits     []string // numbers that would rise, and wait
	errors    []string
	notes     []string
	changes   map[string]int // of the plan, by sku: what it is to be
	killed    bool
}

func (o outcome) String() string {
	return fmt.Sprintf("err %v, asked %q, conflicts %q, waits %q, errors %q, notes %q", o.err, o.asked, o.conflicts, o.waits, o.errors, o.notes)
}

type count struct {
	sku, place string
	n          int
}

// errNotThere says that the program has no such command.
var errNotThere = errors.New("the program can't do that")

// inProcess drives the engine and the book in this process, over HTTP on pipes.
type inProcess struct {
	t       testing.TB
	dir     string
	path    string
	shops   []*shop
	servers []*httptest.Server
	net     *pipes
	book    *store.Book
	engine  *syncer.Engine
	conns   []store.ConnectionID
	places  map[string]store.LocationID
	serial  int
}

func drive(t testing.TB, shops ...*shop) *inProcess {
	d := &inProcess{t: t, dir: folder(t), shops: shops, net: newPipes(), places: map[string]store.LocationID{"Main": 1}, conns: make([]store.ConnectionID, len(shops))}
	d.path = filepath.Join(d.dir, "book.db")
	for i, s := range shops {
		srv := httptest.NewUnstartedServer(s)
		srv.Listener.Close()
		srv.Listener = d.net.listen(hostOf(i))
		srv.Start()
		d.servers = append(d.servers, srv)
	}
	d.open()
	return d
}

func hostOf(shop int) string { return fmt.Sprintf("shop%d.test:80", shop) }

func (d *inProcess) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *inProcess) open() {
	var err error
	d.book, err = store.Open(d.path, store.Options{Command: "test"})
	d.must(err)
	d.engine = syncer.NewEngine(d.book, syncer.Config{Who: "tester", Transport: d.net, ReadBack: []time.Duration{0}})
}

func (d *inProcess) shut() {
	d.must(d.engine.Close())
	d.must(d.book.Close())
}

func (d *inProcess) close() {
	d.shut()
	d.net.idle()
	for _, srv := range d.servers {
		srv.Close()
	}
}

func (d *inProcess) connect(shop int, o options) {
	d.t.Helper()
	s := d.shops[shop]
	c := store.Connection{Name: fmt.Sprint("Shop", shop), Active: true, AllowInsecureHost: hostOf(shop)}
	c.Options = store.ConnectionOptions{ImportOrders: true, UpdateInventory: true, UpdateOrderStatus: true}
	draft := syncer.Draft{Token: bigcommerce.Secret("k" + fmt.Sprintf("%030d", shop))}
	if s.route == byV2 {
		c.Kind, c.Legacy = store.KindLegacy, store.LegacyAPI{APIURL: "http://" + hostOf(shop) + "/api/v2", Username: "ada"}
		draft.LegacyToken = draft.Token
		draft.Token = ""
	} else {
		c.APIPath = "http://" + hostOf(shop) + "/stores/" + s.hash + "/v3"
	}
	d.fill(&c, o)
	draft.Connection = c
	saved, err := d.engine.Save(draft, nil)
	d.must(err)
	d.conns[shop] = saved.ID
}

func (d *inProcess) fill(c *store.Connection, o options) {
	in := &c.Options.Inventory
	in.SafetyBuffer, in.Buildable, in.OneLocation = o.buffer, o.buildable, true
	if !o.guards {
		in.EmptyShare, in.DropShare = 100, 100
	}
	c.Locations, c.StoreLocations = nil, map[store.LocationID]uint64{}
	for _, p := range o.places {
		c.Locations = append(c.Locations, d.places[p])
	}
	for p, at := range o.mapped {
		c.StoreLocations[d.places[p]] = uint64(at)
	}
}

func (d *inProcess) change(shop int, o options) error {
	c, err := d.book.Connection(d.conns[shop])
	d.must(err)
	d.fill(&c, o)
	_, err = d.engine.Save(syncer.Draft{Connection: c, LocationsConfirmed: true}, nil)
	return err
}

func (d *inProcess) pull(shop int) outcome { return d.job(shop, syncer.ImportOrders, pushOptions{}) }
func (d *inProcess) learn(shop int) outcome {
	return d.job(shop, syncer.ImportProducts, pushOptions{})
}

func (d *inProcess) tell(shop, kill int) outcome {
	return d.job(shop, syncer.UpdateOrderStatus, pushOptions{yes: true, kill: kill})
}
func (d *inProcess) push(shop int, o pushOptions) outcome {
	return d.job(shop, syncer.UpdateInventory, o)
}

// job runs a job to its end; where it asks, and a person says yes, it is run again with that yes.
func (d *inProcess) job(shop int, option syncer.Option, o pushOptions) outcome {
	start := syncer.StartOptions{DryRun: o.dryRun, Full: o.full, Undo: o.undo, Only: o.only, Overwrite: o.overwrite}
	start.Confirm = o.confirm
	var image string
	if o.kill > 0 {
		d.net.at(o.kill, func() {
			d.serial++
			image = filepath.Join(d.dir, fmt.Sprintf("dead%d.db", d.serial))
			_, err := d.book.CopyTo(image)
			d.must(err)
		})
	}
	out := d.once(shop, option, start)
	for range 3 {
		if out.asked == "" || !o.yes || image != "" {
			break
		}
		start.Confirm = out.plan
		out = d.once(shop, option, start)
	}
	d.net.at(0, nil)
	if image != "" { // what the process did after its death never was
		d.shut()
		d.must(copyFile(image, d.path))
		d.open()
		return outcome{killed: true}
	}
	return out
}

func (d *inProcess) once(shop int, option syncer.Option, o syncer.StartOptions) (out outcome) {
	run, err := d.engine.Start(d.conns[shop], option, o)
	if err != nil {
		return outcome{err: err}
	}
	<-run.Done()
	s := run.Snapshot()
	out.err = s.Err
	if guard, ok := errors.AsType[*syncer.GuardError](s.Err); ok {
		out.asked, out.plan, out.err = guard.Reason, guard.Fingerprint, nil
	}
	if _, ok := errors.AsType[*syncer.SeveralLocationsError](s.Err); ok {
		out.asked, out.err = s.Err.Error(), nil
	}
	for _, e := range s.Job.Errors {
		if out.asked == "" {
			out.errors = append(out.errors, e.Ref+": "+e.Reason)
		}
	}
	for _, e := range s.Job.Notes {
		out.notes = append(out.notes, e.Ref+": "+e.Reason)
	}
	out.changes = map[string]int{}
	if s.Plan != nil {
		if len(s.Plan.Unfed) > 0 && o.Confirm == "" && out.asked == "" {
			out.asked, out.plan = "levels that nothing feeds any more", s.Plan.Fingerprint
		}
		for _, w := range s.Plan.Waits {
			out.waits = append(out.waits, w.SKU+": "+w.Reason)
		}
		for _, c := range s.Plan.Conflicts {
			out.conflicts = append(out.conflicts, c.SKU)
		}
		for _, c := range s.Plan.Changes {
			out.changes[c.SKU] = c.New
		}
	}
	return out
}

func (d *inProcess) ship(shop int, order uint64, tracking string, lines map[uint64]int) error {
	var list []store.ShipLine
	for id, n := range lines {
		list = append(list, store.ShipLine{LineID: id, Quantity: n})
	}
	slices.SortFunc(list, func(a, b store.ShipLine) int { return int(a.LineID) - int(b.LineID) })
	_, err := d.book.RecordShipment(d.conns[shop], order, "UPS", tracking, list)
	return err
}

func (d *inProcess) takeBack(shop int, order uint64) (tracking string, err error) {
	all, err := d.book.ShipmentsOf(d.conns[shop], order)
	d.must(err)
	for _, s := range slices.Backward(all) {
		if s.TakeBack() {
			return s.Tracking, d.book.Update(func(tx *store.Tx) error {
				_, err := tx.TakeBackShipment(d.conns[shop], order, s.ID)
				return err
			})
		}
	}
	return "", errors.New("nothing can be taken back")
}

func (d *inProcess) count(at time.Time, rows ...count) error {
	return d.book.Update(func(tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.CountStock(store.Stock{SKU: r.sku, Location: d.places[r.place], OnHand: r.n}, at); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *inProcess) adjust(sku, place string, n int) error {
	return d.books(ledger.Adjustment, sku, place, n)
}
func (d *inProcess) receive(sku, place string, n int) error {
	return d.books(ledger.Receipt, sku, place, n)
}
func (d *inProcess) answer(shop int, order, line uint64, n int, what, place string) error {
	return d.book.Update(func(tx *store.Tx) error {
		return tx.AnswerReturn(d.conns[shop], order, line, n, store.Answer(what), ledger.Entry{Place: ledger.Place(d.places[place])})
	})
}
func (d *inProcess) carry(sku string, n int, from, to string) error {
	return d.book.Update(func(tx *store.Tx) error {
		return tx.Carry(sku, d.places[from], d.places[to], ledger.Entry{Quantity: n})
	})
}

// flaws is what is wrong with the book, as it finds itself.
func (d *inProcess) flaws() (out []string) {
	h, err := d.book.Check(d.t.Context(), nil)
	if err != nil {
		return []string{err.Error()}
	}
	for _, some := range h.Flaws {
		out = append(out, some...)
	}
	return out
}

// books books pieces that came or went.
func (d *inProcess) books(kind ledger.Kind, sku, place string, n int) error {
	return d.book.Update(func(tx *store.Tx) error {
		return tx.BookMovement(sku, ledger.Entry{Kind: kind, Place: ledger.Place(d.places[place]), Quantity: n})
	})
}

func (d *inProcess) moveLine(shop int, order, line uint64, to string) error {
	var plan store.LineMove
	if err := d.book.View(func(tx *store.Tx) (err error) {
		plan, err = tx.PlanLineMove(d.conns[shop], order, line, d.places[to])
		return err
	}); err != nil {
		return err
	}
	return d.book.MoveLineAs(d.conns[shop], plan, to == "", store.Activity{Who: "tester"})
}

func (d *inProcess) setKit(sku string, parts map[string]int) error {
	k := store.Kit{SKU: sku}
	for part, n := range parts {
		k.Components = append(k.Components, store.Component{SKU: part, Quantity: n})
	}
	return d.book.SetKit(k)
}

func (d *inProcess) addPlace(name string) {
	l := store.Location{Name: name}
	d.must(d.book.SaveLocation(&l))
	d.places[name] = l.ID
}

func (d *inProcess) removePlace(name string) error { return d.book.RemoveLocation(d.places[name]) }

func (d *inProcess) remove(shop int, sure bool) error {
	return d.book.RemoveConnection(context.Background(), d.conns[shop], store.Activity{})
}

func (d *inProcess) backup() string {
	d.serial++
	file := filepath.Join(d.dir, fmt.Sprintf("backup%d.db", d.serial))
	_, err := d.book.WriteBackup(context.Background(), file, store.BackupOptions{})
	d.must(err)
	return file
}

func (d *inProcess) restore(file string) {
	d.shut()
	r, err := store.PrepareRestore(context.Background(), file, d.path, store.RestoreOptions{})
	d.must(err)
	_, err = r.Put()
	d.must(errors.Join(err, r.Drop()))
	d.open()
}

func (d *inProcess) onHand(sku string) map[string]int {
	rows, err := d.book.StockOf(sku)
	d.must(err)
	out := map[string]int{}
	for _, r := range rows {
		for name, id := range d.places {
			if id == r.Location {
				out[name] = r.OnHand
			}
		}
	}
	return out
}

// pipes is a network within the process: HTTP as on a wire, on net.Pipe, so that a test's clock can run ahead.
type pipes struct {
	http.Transport
	mu      sync.Mutex
	ends    map[string]chan net.Conn
	served  int
	dies    int
	dying   func()
	dead    bool
	between func(host string, r *http.Request) // before each request
}

func newPipes() *pipes {
	p := &pipes{ends: map[string]chan net.Conn{}}
	p.Transport.DialContext = func(ctx context.Context, _, addr string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case p.ends[addr] <- theirs:
			return ours, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return p
}

func (p *pipes) idle() { p.Transport.CloseIdleConnections() }

// at has the process die before its n-th request from now on; 0: never, and it lives again.
func (p *pipes) at(n int, dying func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.served, p.dies, p.dying, p.dead = 0, n, dying, false
}

func (p *pipes) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.served++
	if p.dies > 0 && p.served >= p.dies && !p.dead {
		p.dead = true
		p.dying()
	}
	dead := p.dead
	p.mu.Unlock()
	if dead {
		return nil, errors.New("the process is dead")
	}
	if p.between != nil {
		p.between(r.URL.Host, r)
	}
	return p.Transport.RoundTrip(r)
}

type pipeListener struct {
	addr  string
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) listen(addr string) net.Listener {
	l := &pipeListener{addr: addr, conns: make(chan net.Conn), done: make(chan struct{})}
	p.ends[addr] = l.conns
	return l
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *pipeListener) Close() error    { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipeListener) Addr() net.Addr  { return l }
func (l *pipeListener) Network() string { return "pipe" }
func (l *pipeListener) String() string  { return l.addr }
