package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/report"
)

const told = "panicked with k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c"

// falling is a model that panics where it is told to.
type falling struct{ in string }

type fallMsg struct{}

func fall() tea.Msg { panic(told) }

func (f falling) Init() tea.Cmd {
	still := func() tea.Msg { return fallMsg{} }
	switch f.in {
	case "Init":
		panic(told)
	case "a command":
		return fall
	case "a batch":
		return tea.Batch(still, fall)
	case "a sequence":
		return tea.Sequence(still, tea.Batch(still, tea.Sequence(fall, still)))
	}
	return still
}

func (f falling) Update(tea.Msg) (tea.Model, tea.Cmd) {
	if f.in == "Update" {
		panic(errors.New(told))
	}
	return f, nil
}

func (f falling) View() tea.View {
	if f.in == "View" {
		var none []int
		_ = none[len(f.in)]
	}
	return tea.NewView("hello")
}

// TestAFallIsASentence: a panic anywhere ends the program with a sentence: no stack on the terminal, no token in the file.
func TestAFallIsASentence(t *testing.T) {
	for _, in := range []string{"Init", "Update", "View", "a command", "a batch", "a sequence"} {
		folder := t.TempDir()
		g := &guard{model: falling{in}, crash: func(value any) *report.CrashError {
			return report.Crash(folder, time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC), value)
		}}
		errs, restore := captured(t)
		var out bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		p := tea.NewProgram(g, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(&out), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler())
		g.end = p.Quit
		_, err := p.Run()
		cancel()
		restore()
		crash := g.fell.Load()
		if crash == nil || filepath.Dir(crash.File) != folder || err != nil {
			t.Fatalf("%s: %+v, %v", in, crash, err)
		}
		said, _ := os.ReadFile(errs)
		for _, text := range []string{out.String(), string(said), crash.Error()} {
			if strings.Contains(text, "goroutine") || strings.Contains(text, "anic") {
				t.Errorf("%s: a person reads %q", in, text)
			}
		}
		written, err := os.ReadFile(crash.File)
		if err != nil || strings.Contains(string(written), "k3x9w0q7") || !strings.Contains(string(written), "guard.go") {
			t.Errorf("%s: %v\n%s", in, err, written)
		}
		if info, err := os.Stat(crash.File); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	}
}

// captured sends what is printed to standard error into a file.
func captured(t *testing.T) (path string, restore func()) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	was := os.Stderr
	os.Stderr = f
	return f.Name(), func() { os.Stderr = was; f.Close() }
}
