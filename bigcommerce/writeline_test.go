package bigcommerce

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestOneWriteAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		writing, most, reads := 0, 0, 0
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			if r.Method == http.MethodGet {
				reads++
				mu.Unlock()
				return answer(r, 200, timeBody), nil
			}
			writing++
			most = max(most, writing)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			writing--
			mu.Unlock()
			return answer(r, 200, wrote), nil
		})
		quota := NewQuota()
		client := func() *Client {
			c, err := NewClient(Config{APIPath: testPath, AccessToken: testToken, Transport: transport, Quota: quota})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if _, err := client().Time(t.Context()); err != nil { // before the first answer all requests go one by one
			t.Fatal(err)
		}
		began := time.Now()
		var wg sync.WaitGroup
		for range 3 {
			for _, write := range writes {
				c := client() // of one store, but not one client
				wg.Go(func() {
					if err := write(t.Context(), c); err != nil {
						t.Error(err)
					}
				})
			}
		}
		time.Sleep(100 * time.Millisecond)
		if _, err := client().Time(t.Context()); err != nil || reads != 2 || time.Since(began) > time.Second {
			t.Errorf("a read waited for the writes: %v", err)
		}
		cancelled, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := writes["shipment"](cancelled, client()); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(*UnknownOutcomeError)) {
			t.Errorf("a write that never had its turn: %v", err)
		}
		wg.Wait()
		if took := time.Since(began); most != 1 || took < 15*time.Second {
			t.Errorf("%d writes at once, %s in all", most, took)
		}
	})
}

// TestPersonIsNotKeptBehindAJob: a job whose write waits for an hour's quota holds the line for minutes.
func TestPersonIsNotKeptBehindAJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		store := testStore{}
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/catalog/products") {
				<-stuck
				return answer(r, 200, wrote), nil
			}
			return store.RoundTrip(r)
		})
		if _, err := c.Time(t.Context()); err != nil {
			t.Fatal(err)
		}
		job := make(chan error)
		go func() { job <- writes["products"](t.Context(), c) }()
		synctest.Wait()
		var writing *WritingError
		if err := writes["status"](t.Context(), c.Patient(PatiencePerson)); !errors.As(err, &writing) {
			t.Errorf("%v", err)
		}
		r := c.Test(t.Context(), []Need{{Permission: Permission{Label: LabelOrders, Modify: true}, By: "x"}}, nil)
		for _, row := range r.Checks {
			if row.ID == CheckOrdersModify && (row.State != CheckUnknown || !strings.Contains(row.Detail, "while a job")) {
				t.Errorf("%+v", row)
			}
		}
		close(stuck)
		if err := <-job; err != nil {
			t.Error(err)
		}
	})
}
