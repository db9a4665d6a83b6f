package syncer_test

import (
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestMain(m *testing.M) {
	flag.Parse()
	checks := "25"
	if testing.Short() {
		checks = "8"
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		checks = "500" // more than the ten minutes that go test gives a package by itself: -timeout 30m
	}
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "rapid.checks" })
	if !chosen {
		_ = flag.Set("rapid.checks", checks)
	}
	goleak.VerifyTestMain(m)
}

// testingT is what the fixtures need of a test; rapid's has no Cleanup or TempDir that ends with each try.
type testingT interface {
	Helper()
	Fatal(args ...any)
}

// world is a store and a book with a connection between them.
type world struct {
	sb     *sandbox.Sandbox
	book   *store.Book
	engine *syncer.Engine
	conn   store.Connection
	http   *http.Transport
}

// newWorld starts a store over real HTTP and connects it; close ends it all.
func newWorld(t testingT, dir string, sc sandbox.Config, ec syncer.Config, options store.ConnectionOptions) *world {
	t.Helper()
	w := &world{sb: sandbox.New(sc), http: &http.Transport{}}
	if err := w.sb.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	book, err := store.Open(filepath.Join(dir, "book.db"), store.Options{Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	w.book = book
	if ec.Transport == nil {
		ec.Transport = w.http
	}
	w.engine = syncer.NewEngine(book, ec)
	creds, _, err := bigcommerce.ParseCredentials(w.sb.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	w.conn, err = w.engine.Save(syncer.Draft{Token: creds.AccessToken, Connection: store.Connection{
		Name: "Acme", Active: true, APIPath: creds.APIPath.String(), AllowInsecureHost: w.sb.Host(), Options: options,
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) close() {
	w.engine.Close()
	w.book.Close()
	w.http.CloseIdleConnections()
	w.sb.Close()
}

// fixture is a world that ends with the test.
func fixture(t *testing.T, sc sandbox.Config, options store.ConnectionOptions) *world {
	t.Helper()
	w := newWorld(t, t.TempDir(), sc, syncer.Config{Who: "tester"}, options)
	t.Cleanup(w.close)
	return w
}

// sync runs the import to its end.
func (w *world) sync(t testingT, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	run, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, o)
	if err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	return run.Snapshot()
}

// cancelAt runs the import, cancels it once reached is closed, and then closes release.
func (w *world) cancelAt(t *testing.T, reached <-chan struct{}, release chan<- struct{}) syncer.Snapshot {
	t.Helper()
	run, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	run.Cancel()
	<-run.Done()
	close(release)
	return run.Snapshot()
}

// liveRun is the run that a store's hooks may cancel while it lasts.
type liveRun struct {
	mu  sync.Mutex
	run *syncer.Run
}

func (l *liveRun) set(run *syncer.Run) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run = run
}

// cancel does nothing between runs.
func (l *liveRun) cancel() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.run != nil {
		l.run.Cancel()
	}
}

func (l *liveRun) toEnd(t testingT, w *world, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	run, err := w.engine.Start(w.conn.ID, option, o)
	if err != nil {
		t.Fatal(err)
	}
	l.set(run)
	defer l.set(nil)
	<-run.Done()
	return run.Snapshot()
}

var everything = store.ConnectionOptions{ImportOrders: true}

// noCancel is for what a test asks beside the engine; rapid's tests have no context of their own.
var noCancel = context.Background()
