package app

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/setup"
)

// Keys that no longer journey comes by, each with what it is for.
func TestKeysOfSetup(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	s.press("esc", "a", "a")
	s.sees("Website Name") // the gallery's card is added with its letter as well
	s.press("ctrl+pgdown")
	s.sees("Import Orders", "Options")
	s.press("ctrl+g")
	s.sees("Guide")

	s = newStill(t, Config{}, nil).open(100, 30).guideAt(setup.GuideSignIn, everything)
	s.press("y")
	s.sees("given to the terminal to copy")
	s.guideAt(setup.GuidePermissions, everything).press("b")
	s.sees("Step 5")
}

// q leaves the program where nothing lies beneath.
func TestQuitKey(t *testing.T) {
	s := several(newStill(t, Config{}, nil)).open(100, 30).press("q")
	if !s.quit {
		t.Fatal("q did not leave the program")
	}
}

// An import is started from the list of orders and cancelled on its own screen.
func TestSyncAndCancelByKey(t *testing.T) {
	var hold atomic.Bool
	held := make(chan struct{}, 1)
	cfg := sandbox.Config{Orders: 30, Customers: 3, Products: 3, OnRequest: func(r *http.Request) {
		if hold.Load() {
			select {
			case held <- struct{}{}:
			default:
			}
			select {
			case <-r.Context().Done():
			case <-time.After(patience):
			}
		}
	}}
	sand := practice(cfg)
	s := start(t, Config{}, sand, 100, 30)
	s.until("Connect a store").paste(string(sand.CredentialsFile())).until("own address")
	<-s.rec.calm
	s.press("left", "enter").until("The connection works").press("enter").until("Done. The book has every order")
	s.press("o").until("CUSTOMER")
	hold.Store(true)
	s.press("s").until("Import Orders", "c cancel")
	<-held
	s.press("c").until("cancelled")
}
