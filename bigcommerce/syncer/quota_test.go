package syncer_test

import (
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestJobsKeepToTheShareThatIsSet holds that the book's setting is what the next job spends of a store's quota.
func TestJobsKeepToTheShareThatIsSet(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 20, Quota: sandbox.Limit{Requests: 100, Window: time.Hour}}, everything)
	for _, tc := range []struct {
		set  string
		want int
	}{{"", 90}, {"50", 50}, {"25", 25}, {"90", 90}, {"all", 90}, {"-5", 90}} {
		if err := w.book.PutSettings(store.Settings{Quota: tc.set}); err != nil {
			t.Fatal(err)
		}
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || s.Quota.Share != tc.want || w.engine.QuotaOf(w.conn).Share != tc.want {
			t.Errorf("set to %q the share is %d, want %d: %v", tc.set, s.Quota.Share, tc.want, s.Err)
		}
	}
}
