package setup

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/assets"
	"cartwire/bigcommerce"
	"cartwire/store"
)

// answerTo is the answer that goes straight on.
func answerTo(q Question) Answer {
	var a Answer
	for _, c := range q.Choices {
		if c.On {
			a.Picked = append(a.Picked, c.ID)
		}
	}
	if q.Step == GuideLegacyEnter {
		a.Picked = []string{enterByHand}
	}
	if q.Reads {
		a.Credentials = &bigcommerce.Credentials{AccessToken: token}
	}
	return a
}

// walk goes straight on to the end and tells the steps.
func walk(t *testing.T, g Guide) (steps []GuideStep, end *Filled) {
	t.Helper()
	for range 20 {
		steps = append(steps, g.Step())
		next, filled, err := g.Answer(answerTo(g.Question()))
		if err != nil {
			t.Fatalf("%s: %v", g.Step(), err)
		}
		if filled != nil {
			return steps, filled
		}
		g = next
	}
	t.Fatalf("the guide has no end: %v", steps)
	return nil, nil
}

func TestGuideWays(t *testing.T) {
	steps, end := walk(t, newGuide(false))
	if !slices.Equal(steps, storeWay) || end.Credentials.AccessToken != token || end.Legacy || !end.Complete() {
		t.Errorf("%v, %+v", steps, end)
	}
	g := newGuide(false)
	g.legacy = true
	steps, end = walk(t, g)
	if !slices.Equal(steps, legacyWay) || !end.Legacy || end.Complete() || !end.Goals.Orders {
		t.Errorf("%v, %+v", steps, end)
	}
}

// Every page of the assets is a step's, and every step has one.
func TestGuidePages(t *testing.T) {
	var used []string
	for _, way := range [][]GuideStep{storeWay, legacyWay} {
		for _, step := range way {
			for _, remote := range []bool{false, true} {
				q := Guide{step: step, goals: Goals{Orders: true}, legacy: way[len(way)-1] == GuideLegacyEnter, remote: remote}.Question()
				if q.Page.Title == "" {
					t.Errorf("%s has no page", step)
				}
				used = append(used, q.Page.ID)
			}
		}
	}
	for _, id := range assets.GuideIDs() {
		if !slices.Contains(used, id) {
			t.Errorf("nobody sees the page %s", id)
		}
	}
}

// Bigcommerce's numbering is kept: whoever is told "step 6" finds the permissions.
func TestGuideNumbers(t *testing.T) {
	for step, want := range map[GuideStep]int{GuidePermissions: 6, GuideSave: 7, GuideCredentials: 8, GuideRead: 9} {
		if n, of := GuideAt(step, Goals{Orders: true}, 0, false).Place(); n != want || of != 9 {
			t.Errorf("%s is step %d of %d", step, n, of)
		}
	}
}

func TestGuideAnswers(t *testing.T) {
	g := newGuide(false)
	if same, _, err := g.Answer(Answer{}); !errors.Is(err, ErrNothingPicked) || same != g {
		t.Errorf("no goal: %v", err)
	}
	g, _, _ = g.Answer(Answer{Picked: []string{"inventory", "status", "nonsense"}})
	if g.Step() != GuideAccount || (g.Goals() != Goals{Stock: true, Statuses: true}) {
		t.Errorf("%s, %+v", g.Step(), g.Goals())
	}
	have, _, _ := g.Answer(Answer{Picked: []string{accountHave}})
	if have.Step() != GuideRead {
		t.Errorf("whoever has credentials is sent to %s", have.Step())
	}
	g, _, _ = g.Answer(Answer{Picked: []string{accountLegacy}})
	for g.Step() != GuideLegacyEnter {
		g, _, _ = g.Answer(answerTo(g.Question()))
	}
	over, _, _ := g.Answer(Answer{Picked: []string{wayOver}})
	if over.Step() != GuideOpen || over.legacy {
		t.Errorf("the way over leads to %s", over.Step())
	}
	if back, _, _ := g.Answer(Answer{Back: true}); back.Step() != GuideLegacyName {
		t.Errorf("back from %s is %s", g.Step(), back.Step())
	}
	if first, _, _ := g.Answer(Answer{Restart: true}); first.Step() != GuideGoals {
		t.Errorf("again from %s", first.Step())
	}
}

// Wherever one is, and whatever one answers: the guide stands at a step of its way, what the book keeps leads back to the
// very same question, and counts up.
func TestGuideResumes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newGuide(rapid.Bool().Draw(t, "remote"))
		for range rapid.IntRange(0, 30).Draw(t, "answers") {
			q := g.Question()
			var a Answer
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				a.Back = true
			case 1:
				a = answerTo(q)
				a.Credentials = nil
			case 2:
				a.Picked = []string{rapid.SampledFrom([]string{"orders", "status", "store", "legacy", "have", "store-level", "x"}).Draw(t, "picked")}
			case 3:
				a.Restart = rapid.Bool().Draw(t, "restart")
			}
			next, _, err := g.Answer(a)
			if err == nil && next.answers <= g.answers {
				t.Fatalf("the answers are not counted")
			}
			g = next
			if n, of := g.Place(); n < 1 || n > of {
				t.Fatalf("%s is step %d of %d", g.Step(), n, of)
			}
			if r := ResumeGuide(g.State(), g.remote); r != g {
				t.Fatalf("%+v was kept, %+v came back", g, r)
			}
		}
	})
}

func TestResumeForeignState(t *testing.T) {
	for _, s := range []store.GuideState{{}, {Step: "of tomorrow", Goals: []string{"orders"}}, {Step: "read"}, {Step: "legacy-name", Goals: []string{"orders"}}} {
		if g := ResumeGuide(s, false); g.Step() != GuideGoals || (g.Goals() != Goals{Orders: true}) {
			t.Errorf("%+v leads to %s, %+v", s, g.Step(), g.Goals())
		}
	}
}

func TestResumable(t *testing.T) {
	at := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	left := store.GuideState{Step: "save", Goals: []string{"orders"}, At: at}
	for _, c := range []struct {
		state       store.GuideState
		connections []store.Connection
		want        bool
	}{
		{left, nil, true},
		{left, []store.Connection{{Created: at.Add(-time.Hour)}}, true},
		{left, []store.Connection{{Created: at.Add(time.Minute)}}, false}, // it led to a connection
		{left, []store.Connection{{Created: at.Add(-time.Hour), Modified: at.Add(time.Minute)}}, true},
		{store.GuideState{Step: "read", Goals: []string{"orders"}, At: at}, []store.Connection{{Created: at.Add(-time.Hour)}}, true},
		{store.GuideState{Step: "read", Goals: []string{"orders"}, At: at}, []store.Connection{{Created: at.Add(-time.Hour), Modified: at.Add(time.Minute)}}, false},
		{store.GuideState{Step: "goals", Goals: []string{"orders"}, At: at}, nil, false},
		{store.GuideState{}, nil, false},
	} {
		if got := resumable(c.state, c.connections); got != c.want {
			t.Errorf("%+v, %d connections: %v", c.state, len(c.connections), got)
		}
	}
}

// The brief's minimum for each goal, and what the newer Inventory API adds.
func TestBoxes(t *testing.T) {
	const info = "Information & Settings read-only?"
	for _, c := range []struct {
		goals Goals
		want  string
	}{
		{Goals{Orders: true}, "Customers read-only, Orders read-only, Products read-only, " + info},
		{Goals{Orders: true, Stock: true}, "Customers read-only, Orders read-only, Products modify, " + info + ", Store Inventory modify?, Store Locations read-only?"},
		{Goals{Orders: true, Statuses: true}, "Customers read-only, Orders modify, Products read-only, " + info},
		{Goals{Products: true}, "Products read-only, " + info},
		{Goals{true, true, true, true}, "Customers read-only, Orders modify, Products modify, " + info + ", Store Inventory modify?, Store Locations read-only?"},
	} {
		var got []string
		for _, b := range c.goals.Boxes() {
			say := b.Permission.Label + " " + b.Level()
			if b.Recommended {
				say += "?"
			}
			if b.For == "" {
				t.Errorf("%+v: nothing says what %s is for", c.goals, say)
			}
			got = append(got, say)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%+v:\n%s\nwant\n%s", c.goals, s, c.want)
		}
	}
}

func TestBegin(t *testing.T) {
	m := New(store.Connection{}, "")
	m.Begin(Filled{Goals: Goals{Stock: true}, Credentials: bigcommerce.Credentials{Name: "Acme", AccessToken: token,
		APIPath: bigcommerce.APIPath{Base: "https://api.bigcommerce.com", StoreHash: "ab12cd"}}})
	if f := m.Form(); f.Name != "Acme" || f.AccessToken != token || f.ImportOrders || !f.UpdateInventory || f.Legacy() {
		t.Errorf("%+v", f)
	}
	m = New(store.Connection{}, "")
	m.Begin(Filled{Goals: Goals{Orders: true}, Legacy: true})
	if f := m.Form(); !f.Legacy() || !f.ImportOrders {
		t.Errorf("%+v", f)
	}
}
