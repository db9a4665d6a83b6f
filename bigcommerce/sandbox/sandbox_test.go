package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
)

func TestCredentials(t *testing.T) {
	r := start(t, sandbox.Config{Seed: 7, AccountName: "Acme: the book"})
	text := string(r.CredentialsFile())
	shape := regexp.MustCompile(`^ACCESS TOKEN: [a-z0-9]{31}
CLIENT NAME: Acme: the book
CLIENT ID: [a-z0-9]{31}
CLIENT SECRET: [0-9a-f]{64}
NAME: Acme: the book
API PATH: http://127\.0\.0\.1:[0-9]+/stores/[a-z0-9]+/v3/
$`)
	if !shape.MatchString(text) || !strings.Contains(text, r.APIPath()) {
		t.Errorf("the file says\n%s", text)
	}
	if name := regexp.MustCompile(`^BigCommerceAPI-credentials-[a-z0-9]{31}-\.txt$`); !name.MatchString(r.FileName()) {
		t.Errorf("the file is called %s", r.FileName())
	}
	given := sandbox.New(sandbox.Config{StoreHash: "abc", AccessToken: "token", ClientID: "client"})
	if given.StoreHash() != "abc" || given.AccessToken() != "token" || given.ClientID() != "client" {
		t.Error("what was given was not kept")
	}
}

// TestTheClientUnderstands is the one place where this package meets the client: each was written from the documents alone.
func TestTheClientUnderstands(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 300, Customers: 10, LongOrders: 100})
	c, _, err := bigcommerce.ParseCredentials(r.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	client, err := bigcommerce.NewClient(bigcommerce.Config{APIPath: c.APIPath, AccessToken: c.AccessToken, AllowInsecureHost: r.Host(), Transport: r.trip})
	if err != nil {
		t.Fatal(err)
	}
	orders, err := client.ListOrders(context.Background(), bigcommerce.OrderQuery{Sort: "id:asc"})
	if err != nil || len(orders) != bigcommerce.MaxPage {
		t.Fatalf("the client reads %d orders, %v", len(orders), err)
	}
	snapshot := r.Orders()
	for i := range orders {
		lines := list[lineItem](r, fmt.Sprintf("/v2/orders/%d/products?limit=250", snapshot[i].ID))
		if o := &orders[i]; o.ID != snapshot[i].ID || len(o.Lines()) != len(lines) || o.TotalIncTax.StringFixed(4) != snapshot[i].Total {
			t.Errorf("the client reads order %d with %d lines for %s; it has %d for %s", o.ID, len(o.Lines()), o.TotalIncTax, len(lines), snapshot[i].Total)
		}
	}
	n, err := client.CountOrders(context.Background(), bigcommerce.OrderFilter{})
	if err != nil || n != 300 {
		t.Errorf("the client counts %d orders, %v", n, err)
	}
}

func TestStartOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:80", "[::]:0", "nonsense"} {
		s := sandbox.New(sandbox.Config{})
		if err := s.Start(addr); err == nil {
			t.Errorf("it listens on %s", addr)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCloseEndsWhatWaits(t *testing.T) {
	arrived := make(chan struct{})
	s := sandbox.New(sandbox.Config{Latency: time.Hour, OnRequest: func(*http.Request) { close(arrived) }})
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("it was started twice")
	}
	trip := &http.Transport{}
	defer trip.CloseIdleConnections()
	r := &rig{Sandbox: s, t: t, trip: trip, token: s.AccessToken()}
	done := make(chan error, 1)
	go func() {
		_, err := r.try("GET", "/v2/time", "")
		done <- err
	}()
	<-arrived
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	<-done // however it ended: the hour was not waited for
	if _, err := r.try("GET", "/v2/time", ""); err == nil {
		t.Error("it answers after Close")
	}
	if err := s.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}

func TestACallerThatLeaves(t *testing.T) {
	arrived := make(chan struct{})
	r := start(t, sandbox.Config{Latency: time.Hour, OnRequest: func(*http.Request) { close(arrived) }})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-arrived; cancel() }()
	a, err := r.trip.RoundTrip(r.request("GET", "/v2/time", "").WithContext(ctx))
	if err == nil {
		_ = a.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the caller gets %v", err)
	}
}

func TestAMillionOrders(t *testing.T) {
	n := 50_000
	if long {
		n = 1_000_000
	}
	r := start(t, sandbox.Config{Orders: n, LongOrders: 2000})
	if got := count(r, ""); got != n {
		t.Errorf("%d orders are counted of %d", got, n)
	}
	all := r.OrderIDs()
	last := list[row](r, fmt.Sprintf("/v2/orders?sort=id:asc&limit=2&min_id=%d", all[n-2]))
	if len(last) != 2 || last[1].ID != all[n-1] {
		t.Errorf("the last two are %v, want %d and %d", last, all[n-2], all[n-1])
	}
}
