package store

import (
	"errors"
	"testing"
)

func TestGuideState(t *testing.T) {
	b := open(t)
	if _, err := b.GuideState("BigCommerce"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("of a guide nobody has begun: %v", err)
	}
	put := func(step string, answers uint64) {
		t.Helper()
		if err := b.PutGuideState(GuideState{Cart: "BigCommerce", Step: step, Answers: answers, Goals: []string{"orders"}}); err != nil {
			t.Fatal(err)
		}
	}
	put("permissions", 5)
	put("name", 4) // written late
	g, err := b.GuideState("BigCommerce")
	if err != nil || g.Step != "permissions" || g.At.IsZero() || len(g.Goals) != 1 {
		t.Fatalf("%+v, %v", g, err)
	}
	put("save", 6)
	if g, err = b.GuideState("BigCommerce"); err != nil || g.Step != "save" {
		t.Fatalf("%+v, %v", g, err)
	}
	if _, err := b.GuideState("Other"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("of another cart: %v", err)
	}
}
