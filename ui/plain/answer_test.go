package plain

import (
	"slices"
	"strings"
	"testing"
)

func TestParseChoice(t *testing.T) {
	labels := []string{"Test connection", "Sync now", "Orders", "Order again", "2nd"}
	for _, c := range []struct {
		answer string
		want   int // -1: none
	}{
		{"1", 0}, {" 3 ", 2}, {"2.", 1}, {"2)", 1}, {"05", 4}, {"0", -1}, {"6", -1}, {"99999999999999999999", -1}, {"-1", -1}, {"1 2", -1},
		{"sync", 1}, {"SYNC NOW", 1}, {"orders", 2}, {"order", -1}, {"order a", 3}, {"2nd", 4}, {"", -1}, {".", -1}, {"x", -1}, {"１", -1},
	} {
		got, ok := parseChoice(c.answer, labels)
		if !ok {
			got = -1
		}
		if got != c.want {
			t.Errorf("%q: choice %d, want %d", c.answer, got, c.want)
		}
	}
}

func TestParseChoices(t *testing.T) {
	for _, c := range []struct {
		answer string
		want   []int
	}{
		{"1", []int{0}}, {"3 1", []int{0, 2}}, {"1,2, 3", []int{0, 1, 2}}, {"2 2", []int{1}}, {"1. 2)", []int{0, 1}},
		{"", nil}, {",", nil}, {"1 4", nil}, {"all", nil}, {"1-3", nil},
	} {
		if got, ok := parseChoices(c.answer, 3); ok != (c.want != nil) || !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, %v, want %v", c.answer, got, ok, c.want)
		}
	}
}

// FuzzAnswers: whatever is typed is one of the choices or none, a number means itself, and a label means its own.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"", "1", "2.", "3)", "sync", "\x1b[A", "9999999999999999999999", "1 2,3", "ＳＹＮＣ", "\xff", "Q", "."} {
		f.Add(s, "Sync now", 5)
	}
	f.Fuzz(func(t *testing.T, answer, label string, n int) {
		n = 1 + max(0, min(n, 20))
		labels := make([]string, n)
		for i := range labels {
			labels[i] = strings.Repeat("x", i)
		}
		labels[n-1] = label
		if got, ok := parseChoice(answer, labels); ok && (got < 0 || got >= n) {
			t.Fatalf("%q is choice %d of %d", answer, got, n)
		}
		if typed, isNumber := parseNumber(strings.TrimSpace(answer)); isNumber {
			if got, ok := parseChoice(answer, labels); ok != (typed >= 1 && typed <= n) || ok && got != typed-1 {
				t.Fatalf("%q of %d: %d, %v", answer, n, got, ok)
			}
		}
		if own := strings.TrimSpace(label); own == label && own != "" && !slices.Contains(labels[:n-1], own) {
			if _, isNumber := parseNumber(own); !isNumber && !slices.ContainsFunc(labels[:n-1], func(l string) bool { return strings.EqualFold(l, own) }) {
				if got, ok := parseChoice(label, labels); !ok || got != n-1 {
					t.Fatalf("the label %q is choice %d, %v", label, got, ok)
				}
			}
		}
		if got, ok := parseChoices(answer, n); ok {
			if len(got) == 0 || !slices.IsSorted(got) || got[0] < 0 || got[len(got)-1] >= n || len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Fatalf("%q of %d: %v", answer, n, got)
			}
		}
	})
}
