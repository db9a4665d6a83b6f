package app

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// patience ends a test that waits for what never comes; nothing is measured by it.
const patience = 2 * time.Minute

// session is the program as it is run, on a terminal that is a buffer, against a sandbox over HTTP.
type session struct {
	t    testing.TB
	p    *tea.Program
	rest *rest
	rec  *recorder
	out  *terminal
	book *store.Book
	sand *sandbox.Sandbox
	ends chan error
}

// recorder is the program's model, with every frame kept.
type recorder struct {
	*Model
	mu     sync.Mutex
	frames []string
	news   chan struct{}
	calm   chan struct{} // a dialog that opened by itself takes keys now
}

func (r *recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	note(r.Model, msg)
	_, cmd := r.Model.Update(msg)
	if _, ok := msg.(graceOverMsg); ok {
		select {
		case r.calm <- struct{}{}:
		default:
		}
	}
	return r, cmd
}

func (r *recorder) View() tea.View {
	v := r.Model.View()
	r.mu.Lock()
	if n := len(r.frames); n == 0 || r.frames[n-1] != v.Content {
		r.frames = append(r.frames, v.Content)
	}
	r.mu.Unlock()
	select {
	case r.news <- struct{}{}:
	default:
	}
	return v
}

func (r *recorder) latest() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.frames) == 0 {
		return ""
	}
	return plain(r.frames[len(r.frames)-1])
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.frames...)
}

// terminal counts what the renderer writes, and lets a test wait for it.
type terminal struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	wrote chan struct{}
}

func (w *terminal) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case w.wrote <- struct{}{}:
	default:
	}
	return w.buf.Write(b)
}

func (w *terminal) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.buf.String()
	w.buf.Reset()
	return s
}

// start runs the program in a window of this size, or of cfg.Visit's. The sandbox may be nil where no store is asked.
func start(t testing.TB, cfg Config, sand *sandbox.Sandbox, width, height int, more ...tea.ProgramOption) *session {
	t.Helper()
	book, err := store.Open(filepath.Join(memoryDir(t), "book.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if sand != nil {
		if err := sand.Start("127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	engine := syncer.NewEngine(book, syncer.Config{})
	cfg.Book, cfg.Engine = book, engine
	ctx, cancel := context.WithCancel(context.Background())
	s := &session{t: t, book: book, sand: sand, out: &terminal{wrote: make(chan struct{}, 1)}, ends: make(chan error, 1)}
	s.rec = &recorder{Model: New(cfg), news: make(chan struct{}, 1), calm: make(chan struct{}, 1)}
	opts := append([]tea.ProgramOption{tea.WithInput(nil), tea.WithOutput(s.out),
		tea.WithoutSignals(), tea.WithColorProfile(colorprofile.TrueColor), tea.WithEnvironment([]string{"TERM=xterm-256color"})}, more...)
	if cfg.Visit == nil {
		opts = append(opts, tea.WithWindowSize(width, height))
	}
	s.p, s.rest = program(ctx, cfg, s.rec, opts...)
	go func() {
		_, err := s.p.Run()
		s.ends <- err
	}()
	t.Cleanup(func() {
		s.p.Quit()
		<-s.ends
		s.rec.Model.Close()
		cancel()
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
		if sand != nil {
			if err := sand.Close(); err != nil {
				t.Error(err)
			}
		}
		for _, f := range s.rec.all() {
			harmless(t, f)
		}
	})
	return s
}

// until waits for a frame that holds all of this.
func (s *session) until(want ...string) *session {
	s.t.Helper()
	s.awaits(fmt.Sprintf("%q", want), func(frame string) bool {
		return !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(frame, w) })
	})
	return s
}

// awaits waits for a frame that is as it should be.
func (s *session) awaits(what string, as func(frame string) bool) {
	s.t.Helper()
	late := time.After(patience)
	for {
		frame := s.rec.latest()
		if as(frame) {
			return
		}
		select {
		case <-s.rec.news:
		case <-late:
			s.t.Fatalf("%s never came:\n%s", what, frame)
		}
	}
}

func (s *session) press(keys ...string) *session {
	for _, k := range keys {
		for _, msg := range keyMsgs(k) {
			s.p.Send(msg)
		}
	}
	return s
}

func (s *session) paste(text string) *session {
	s.p.Send(tea.PasteMsg{Content: text})
	return s
}

func (s *session) resize(width, height int) *session {
	s.p.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return s
}
