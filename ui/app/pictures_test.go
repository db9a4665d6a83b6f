package app

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/setup"
)

// pictures is where the README's pictures lie. `go test ./ui/app -run Pictures -update` makes them anew.
const pictures = "../../assets/pictures"

// pictured are the screens that the README shows: frames of the program itself.
var pictured = []struct {
	name, title string
	w, h        int
	show        func(t *testing.T, s *still, w, h int)
}{
	{"guide", "The guide names the permissions to tick", 100, 26, func(t *testing.T, s *still, w, h int) {
		s.open(w, h).guideAt(setup.GuidePermissions, everything)
	}},
	{"home", "Six stores: how they stand, and what needs attention first", 120, 20, func(t *testing.T, s *still, w, h int) {
		fiveStores(s)
		for c := range 3 { // the other stores sell, too
			orders := make([]store.Order, 160)
			for i := range orders {
				orders[i] = order(uint64(1 + i))
				orders[i].Created = noon.Add(-time.Duration(i*(37+c*29)%(20*24)) * time.Hour)
			}
			put(t, s.book, store.ConnectionID(2+c), orders...)
		}
		s.open(w, h)
	}},
	{"orders", "Orders found by a few letters, with a preview", 120, 26, func(t *testing.T, s *still, w, h int) {
		manyOrders(t, s, 40)
		s.open(w, h).press("o", "/", "'ann'", "enter", "p", "down")
	}},
	{"plan", "What Update Inventory would change, before it changes anything", 100, 26, func(t *testing.T, s *still, w, h int) {
		opened(s, examplePlan(1), w, h, nil).press("down", "down", "down")
	}},
	{"stock", "Stock, item by location, with the difference to the store", 120, 22, func(t *testing.T, s *still, w, h int) {
		shelved(s).stockOf(1, w, h)
	}},
}

// A picture in the README is what the program draws: where a screen changes, its picture has to be made anew.
func TestPictures(t *testing.T) {
	for _, p := range pictured {
		for mode, on := range map[string]paper{"dark": darkPaper, "light": lightPaper} {
			t.Run(p.name+"/"+mode, func(t *testing.T) {
				s := newStill(t, Config{}, practice(sandbox.Config{Orders: 25, Customers: 5, Products: 5}))
				for _, msg := range modes[mode].say {
					s.send(msg)
				}
				p.show(t, s, p.w, p.h)
				sameFile(t, filepath.Join(pictures, p.name+"-"+mode+".svg"), svgOf(s.m.View().Content, p.w, p.h, on, p.title))
			})
		}
	}
}

// sameFile holds a file against what it should be; with -update it writes it.
func sameFile(t *testing.T, name, want string) {
	t.Helper()
	if updating() {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s is not what the program draws (%v): make it with go test ./ui/app -run Pictures -update, and look at it", name, err)
	}
}

func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// TestPicturesFilm records the journey from the first launch to the orders with a practice store over HTTP. What it shows
// is different in every run, so that it is only made with -update; without, the journey has to come to its end.
func TestPicturesFilm(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 3000, Customers: 60, Products: 40, Latency: 60 * time.Millisecond, Quota: sandbox.Limit{Requests: 150, Window: 30 * time.Second}})
	s := start(t, Config{}, sand, 100, 30)
	var takes []take
	still := func(seconds float64, want ...string) {
		s.until(want...)
		takes = append(takes, take{last(s.rec.all()), seconds})
	}
	still(2.5, "Connect a store")
	s.press("enter")
	still(2, "What")
	s.press("esc").until("Connect a store").paste(string(sand.CredentialsFile()))
	still(2, "Not BigCommerce's own address")
	<-s.rec.calm
	s.press("left", "enter")
	still(3, "The connection works")
	s.press("enter").until("Import Orders")
	from := len(s.rec.all())
	s.until("Done. The book has every order")
	running := s.rec.all()[from:]
	for i := range 8 {
		takes = append(takes, take{running[i*(len(running)-1)/8], 0.4})
	}
	still(2.5, "Done. The book has every order")
	s.press("o")
	still(2, "CUSTOMER")
	s.press("down", "down", "enter")
	still(3, "Totals")
	if updating() {
		name := filepath.Join(pictures, "journey.svg")
		if err := os.WriteFile(name, []byte(filmOf(takes, 100, 30, darkPaper, "From the first launch to the imported orders")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func last(frames []string) string { return frames[len(frames)-1] }

// The README shows every picture, light and dark, and none that isn't there.
func TestPicturesAreShown(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(pictures, "*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(string(text), "assets/pictures/"+filepath.Base(f)) {
			t.Errorf("the README doesn't show %s", filepath.Base(f))
		}
	}
	if !slices.ContainsFunc(files, func(f string) bool { return filepath.Base(f) == "journey.svg" }) {
		t.Error("the journey is not recorded")
	}
}
