package syncer_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// writeWatch counts the writes that are under way at once.
type writeWatch struct {
	http.RoundTripper
	mu        sync.Mutex
	now, most int
	kinds     []string
}

func (w *writeWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return w.RoundTripper.RoundTrip(r)
	}
	w.mu.Lock()
	w.now++
	w.most = max(w.most, w.now)
	if kind := r.Method + r.URL.Path[len(r.URL.Path)-4:]; !slices.Contains(w.kinds, kind) {
		w.kinds = append(w.kinds, kind)
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.now--
		w.mu.Unlock()
	}()
	return w.RoundTripper.RoundTrip(r)
}

// TestTwoConnectionsToOneStoreWriteOneAtATime has one send stock while the other sends shipments and statuses.
func TestTwoConnectionsToOneStoreWriteOneAtATime(t *testing.T) {
	t.Parallel()
	inner := &http.Transport{}
	t.Cleanup(inner.CloseIdleConnections)
	watch := &writeWatch{RoundTripper: inner}
	options := shipping
	w := newWorld(t, t.TempDir(), sandbox.Config{
		Products: 60, PlainProducts: true, Orders: 120, Seed: 97, Latency: 2 * time.Millisecond, ShipmentsLeaveStatus: true,
		// Without Store Inventory stock goes through the catalogue, ten products a request.
		Scopes: []string{"store_v2_orders", "store_v2_products", "store_v2_customers_read_only", "store_v2_information_read_only"},
	}, syncer.Config{Transport: watch, ReadBack: quick}, options)
	t.Cleanup(w.close)
	w.conn.Options.Inventory.OneLocation = true
	if _, err := w.engine.Save(syncer.Draft{Connection: w.conn}, nil); err != nil {
		t.Fatal(err)
	}
	creds, _, err := bigcommerce.ParseCredentials(w.sb.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	// A book of an earlier version may have two connections to one store.
	other := store.Connection{Name: "The same", Active: true, APIPath: creds.APIPath.String(), AllowInsecureHost: w.sb.Host(), Options: options}
	if err := w.book.SaveConnection(&other, creds.AccessToken.Reveal()); err != nil {
		t.Fatal(err)
	}
	for _, sku := range w.countAsStore(t) {
		w.count(t, sku, 5000)
	}
	first := w.conn
	w.conn = other
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	w.recordWhole(t, 15)
	stockRun, err := w.engine.Start(first.ID, syncer.UpdateInventory, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	shipRun, err := w.engine.Start(other.ID, syncer.UpdateOrderStatus, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-stockRun.Done()
	<-shipRun.Done()
	for _, r := range []*syncer.Run{stockRun, shipRun} {
		if s := r.Snapshot(); s.Err != nil || s.Job.Failed > 0 || s.Job.Pushed < 15 {
			t.Errorf("%+v", s.Job)
		}
	}
	watch.mu.Lock()
	defer watch.mu.Unlock()
	if watch.most != 1 || len(watch.kinds) < 3 {
		t.Errorf("%d writes at once, of %q", watch.most, watch.kinds)
	}
}

// TestJobsComeThroughBesideAnotherApp has jobs work at a store with a short window of which another app takes half. How little
// is refused is held where the clock can be simulated, in package bigcommerce.
func TestJobsComeThroughBesideAnotherApp(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{
		Products: 40, PlainProducts: true, Orders: 60, Seed: 98, Quota: sandbox.Limit{Requests: 40, Window: 400 * time.Millisecond},
	}, shipping)
	client := w.client(t)
	ctx, stop := context.WithCancel(noCancel)
	var other sync.WaitGroup
	other.Go(func() { // takes what it can get of half a window's requests, one after the other
		for sleepFor(ctx, 20*time.Millisecond) {
			_, _ = client.Time(ctx)
		}
	})
	skus := w.countAsStore(t)
	w.recordWhole(t, 12)
	for _, sku := range skus {
		w.count(t, sku, 700)
	}
	for _, option := range []syncer.Option{syncer.UpdateInventory, syncer.UpdateOrderStatus, syncer.Reconcile} {
		if s := w.confirmed(t, option, syncer.StartOptions{}); s.Err != nil || s.Job.Failed > 0 {
			t.Errorf("%s: %+v", option, s.Job)
		}
	}
	stop()
	other.Wait()
	if levels := w.storeLevels(); len(w.posted()) != 12 || levels[skus[0]+" @1"] == 0 {
		t.Errorf("%d shipments, %v", len(w.posted()), levels)
	}
}

func sleepFor(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
