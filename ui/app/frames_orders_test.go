package app

import (
	"testing"
)

func TestOrderFrames(t *testing.T) {
	for _, f := range []struct {
		name string
		show func(s *still)
	}{
		{"orders found", func(s *still) { s.press("/", "'ann'") }},
		{"orders no match", func(s *still) { s.press("/", "'nobody'", "enter") }},
		{"orders of a status", func(s *still) { s.press("f", "'shipped'", "enter") }},
		{"orders with preview", func(s *still) { s.press("p", "down") }},
		{"order to ship", func(s *still) { s.press("down", "h", "'UPS'", "tab", "tab", "ctrl+u", "'9'", "ctrl+s") }},
	} {
		everyFrame(t, f.name, func(s *still, w, h int) {
			manyOrders(t, s, 40)
			s.open(w, h).press("o")
			f.show(s)
		})
	}
}

func TestAsideFrames(t *testing.T) {
	for _, f := range []struct {
		name string
		show func(s *still)
	}{
		{"orders with some set aside", func(*still) {}},
		{"orders set aside", func(s *still) { s.press("b", "down") }},
		{"order set aside", func(s *still) { s.press("b", "down", "enter") }},
		{"order set aside, to give up", func(s *still) { s.press("b", "down", "d") }},
	} {
		everyFrame(t, f.name, func(s *still, w, h int) {
			c := heldOrders(t, s, []uint64{900001, 900002, 900003}, 900001)
			for i := range 12 {
				put(t, s.book, c.ID, order(uint64(1000+i)))
			}
			s.open(w, h).press("o")
			f.show(s)
		})
	}
}
