package syncer_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// client speaks to the world's store beside the engine.
func (w *world) client(t testingT) *bigcommerce.Client {
	t.Helper()
	creds, _, err := bigcommerce.ParseCredentials(w.sb.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	c, err := bigcommerce.NewClient(bigcommerce.Config{
		APIPath: creds.APIPath, AccessToken: creds.AccessToken, AllowInsecureHost: w.sb.Host(), Transport: w.http,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// job runs an option to its end.
func (w *world) job(t testingT, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	run, err := w.engine.Start(w.conn.ID, option, o)
	if err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	return run.Snapshot()
}

// confirmed is job for a person who confirms what a guard rail stops, plan by plan.
func (w *world) confirmed(t testingT, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	return confirming(&o, func() syncer.Snapshot {
		if s := w.job(t, option, o); !asksLocation(s.Err) {
			return s
		}
		if err := w.book.Update(func(tx *store.Tx) error { return tx.ConfirmOneLocation(w.conn.ID) }); err != nil {
			t.Fatal(err)
		}
		return w.job(t, option, o)
	})
}

func asksLocation(err error) bool {
	several, ok := errors.AsType[*syncer.SeveralLocationsError](err)
	return ok && !several.Known
}

// confirming runs a job, and again with the plan's fingerprint while a guard rail stops it.
func confirming(o *syncer.StartOptions, run func() syncer.Snapshot) (s syncer.Snapshot) {
	for range 4 {
		s = run()
		guard, asks := errors.AsType[*syncer.GuardError](s.Err)
		if !asks {
			break
		}
		o.Confirm = guard.Fingerprint
	}
	return s
}

func (w *world) items(t testingT) map[string]store.Item {
	t.Helper()
	all := map[string]store.Item{}
	for after := ""; ; {
		list, err := w.book.Items(after, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range list {
			all[it.SKU], after = it, it.SKU
		}
		if len(list) < 100 {
			return all
		}
	}
}

var products = store.ConnectionOptions{ImportProducts: true, ProductGroup: "Outdoor"}

func TestProductsAndVariantsBecomeItems(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 600, Seed: 31}, products)
	s := w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	items := w.items(t)
	if s.Err != nil || s.Job.Fetched != 600 || s.Job.New != 600 || s.Job.Items != len(items) || s.Job.Requests > 4 || s.Done != 600 || s.Total != 600 {
		t.Fatalf("%d items; %+v", len(items), s)
	}
	page, err := w.client(t).Products(t.Context(), bigcommerce.ProductQuery{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[bigcommerce.Tracking]int{}
	for _, p := range page.Rows {
		kinds[p.InventoryTracking]++
		for _, v := range p.Variants {
			it, ok := items[v.SKU]
			if !ok || !strings.HasPrefix(it.Name, p.Name) || it.Group != "Outdoor" || (v.Price == nil && !it.Price.Equal(p.Price.Decimal)) {
				t.Fatalf("variant %s of %s: %+v, %t", v.SKU, p.Name, it, ok)
			}
			link, err := w.book.LinkBySKU(w.conn.ID, strings.ToUpper(v.SKU))
			if err != nil || link.ProductID != p.ID || link.VariantID != v.ID || link.Tracking != string(p.InventoryTracking) {
				t.Fatalf("variant %d of product %d: %+v, %v", v.ID, p.ID, link, err)
			}
		}
		_, isItem := items[p.SKU]
		if want := len(p.Variants) == 1 || p.InventoryTracking == bigcommerce.TrackProduct; isItem != want {
			t.Errorf("product %s, %d variants, tracked by %s: an item %t", p.SKU, len(p.Variants), p.InventoryTracking, isItem)
		}
	}
	if len(kinds) != 3 {
		t.Errorf("the store tracks in %v only", kinds)
	}
	again := w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	if again.Job.New != 0 || again.Job.Updated != 0 || again.Job.Unchanged != 600 || again.Job.Items != len(items) || again.Job.Resumed {
		t.Errorf("%+v", again.Job)
	}
}

func TestImportProductsIsTakenUpWhereItStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, t.TempDir(), sandbox.Config{Products: 120, Seed: 32, Latency: 3 * time.Millisecond}, syncer.Config{PageSize: 5}, products)
	defer w.close()
	runs, fetched := 0, 0
	for done := false; !done; runs++ {
		run, err := w.engine.Start(w.conn.ID, syncer.ImportProducts, syncer.StartOptions{})
		if err != nil {
			t.Fatal(err)
		}
		snapshots, stop := run.Watch()
		for s := range snapshots {
			if s.Job.Fetched > 0 {
				break
			}
		}
		stop()
		run.Cancel()
		<-run.Done()
		s := run.Snapshot()
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		fetched += s.Job.Fetched
		done = s.Job.State == store.JobDone
	}
	if fetched != 120 {
		t.Errorf("%d of 120 products in %d runs", fetched, runs)
	}
	whole := fixture(t, sandbox.Config{Products: 120, Seed: 32}, products)
	whole.job(t, syncer.ImportProducts, syncer.StartOptions{})
	if a, b := w.items(t), whole.items(t); !maps.EqualFunc(a, b, func(a, b store.Item) bool { return a.Name == b.Name && a.Price.Equal(b.Price) }) {
		t.Errorf("%d items in parts, %d at once", len(a), len(b))
	}
}
