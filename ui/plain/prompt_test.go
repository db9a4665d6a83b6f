package plain

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func typed(answers ...string) (*prompt, *strings.Builder) {
	var out strings.Builder
	return newPrompt(strings.NewReader(strings.Join(answers, "\n")), &out), &out
}

func anything(string) string { return "" }

func TestEveryQuestionEndsWithTheInput(t *testing.T) {
	ctx := t.Context()
	for name, ask := range map[string]func(*prompt) error{
		"choose": func(p *prompt) error { _, err := p.choose(ctx, "?", "a", "b"); return err },
		"yes":    func(p *prompt) error { _, err := p.yes(ctx, "?"); return err },
		"ask":    func(p *prompt) error { _, err := p.ask(ctx, "?", "", anything); return err },
		"secret": func(p *prompt) error { _, err := p.secret(ctx, "?", anything); return err },
		"tick":   func(p *prompt) error { _, err := p.tick(ctx, "?", []row{{"a", false}}); return err },
	} {
		p, _ := typed()
		if err := ask(p); !errors.Is(err, ErrEnded) {
			t.Errorf("%s: %v", name, err)
		}
		p, _ = typed(wordBack)
		if err := ask(p); !errors.Is(err, errBack) {
			t.Errorf("%s, left with a full stop: %v", name, err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		r, w := io.Pipe()
		p = newPrompt(r, io.Discard)
		if _, err := p.ask(cancelled, "?", "", anything); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, interrupted: %v", name, err)
		}
		w.Close()
		p.in.next(ctx) // the reader lets go
	}
}

func TestAskKeepsEmptiesAndAsksAgain(t *testing.T) {
	check := func(got string) string {
		if got == "bad" {
			return "That is bad."
		}
		return ""
	}
	for _, c := range []struct{ answers, want string }{
		{"\n", "now"}, {"-\n", ""}, {"other\n", "other"}, {"bad\nbad\n  good \n", "good"}, {"?\nx\r\n", "x"}, {"last", "last"},
	} {
		p, out := typed(c.answers)
		got, err := p.ask(t.Context(), "Name", "now", check)
		if err != nil || got != c.want {
			t.Errorf("%q: %q, %v", c.answers, got, err)
		}
		if strings.Count(out.String(), "That is bad.") != strings.Count(c.answers, "bad") {
			t.Errorf("%q: %s", c.answers, out)
		}
	}
}

// Text from a store, a file or an error reaches the output as text only, a line for each call.
func TestWhatIsSaidIsClean(t *testing.T) {
	p, out := typed("1")
	hostile := "\x1b]52;c;ZXZpbA==\a\x1b[2J\u202eevil\nline\r\u009b31m"
	p.say("%s", hostile)
	if _, err := p.choose(t.Context(), hostile, hostile, hostile); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
			t.Errorf("%q", line)
		}
	}
	if strings.Count(out.String(), "\n") != 5 {
		t.Errorf("%q", out)
	}
}

func TestALineThatIsTooLongIsAskedForAgain(t *testing.T) {
	p, out := typed(strings.Repeat("x", 3*longestLine), "short")
	got, err := p.ask(t.Context(), "Name", "", anything)
	if err != nil || got != "short" || !strings.Contains(out.String(), "too long") {
		t.Errorf("%q, %v, %.200s", got, err, out)
	}
}

func TestOutputThatCannotBeWrittenEndsTheQuestions(t *testing.T) {
	p := newPrompt(strings.NewReader("1\n"), brokenWriter{})
	if _, err := p.choose(t.Context(), "?", "a"); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// An answer that was being waited for when a job ended is the next question's.
func TestAnAnswerIsNeverLost(t *testing.T) {
	r, w := io.Pipe()
	p := newPrompt(r, io.Discard)
	p.in.begin()
	go func() { _, _ = io.WriteString(w, "kept\n"); w.Close() }()
	if got, err := p.ask(t.Context(), "?", "", anything); err != nil || got != "kept" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := p.ask(t.Context(), "?", "", anything); !errors.Is(err, ErrEnded) {
		t.Error(err)
	}
}

func TestWords(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		before time.Duration
		want   string
	}{
		{0, "just now"}, {61 * time.Second, "1 minute ago"}, {59 * time.Minute, "59 minutes ago"}, {90 * time.Minute, "1 hour ago"},
		{47 * time.Hour, "47 hours ago"}, {49 * time.Hour, "2 days ago"}, {2000 * 24 * time.Hour, "2,000 days ago"},
	} {
		if got := Ago(at, at.Add(-c.before)); got != c.want {
			t.Errorf("%v: %q, want %q", c.before, got, c.want)
		}
	}
	if Ago(at, time.Time{}) != "never" {
		t.Error("a time that never was")
	}
	missing := &bigcommerce.ScopeError{Permission: bigcommerce.Permission{Label: bigcommerce.LabelOrders}}
	line, ended := CheckLine(bigcommerce.Check{Label: "Orders", State: bigcommerce.CheckFailed, Detail: "x", NeededBy: "Import Orders", Err: missing})
	if !ended || line != "FAILED   Orders         Orders read-only is missing (needed by Import Orders)" {
		t.Errorf("%q", line)
	}
	for _, s := range []bigcommerce.CheckState{bigcommerce.CheckWaiting, bigcommerce.CheckRunning} {
		if _, ended := CheckLine(bigcommerce.Check{State: s}); ended {
			t.Errorf("%s has ended", s)
		}
	}
	if line := ProgressLine("Acme", syncer.Snapshot{Phase: syncer.PhaseOrders, Done: 5, Total: 9, Rate: 2, Left: 2 * time.Second, Waiting: "the network"}); line !=
		"Acme: reading orders, 5 of 9, 2 a second, 2s left, waiting for the network" {
		t.Error(line)
	}
	for option, want := range map[syncer.Option]string{syncer.ImportOrders: "orders read", syncer.ImportProducts: "products read", syncer.UpdateInventory: "Update Inventory"} {
		if line := JobLine("Acme", syncer.Snapshot{Option: option, Job: store.Job{State: store.JobFailed}}); !strings.Contains(line, want) || !strings.HasSuffix(line, "(failed).") {
			t.Error(line)
		}
	}
}
