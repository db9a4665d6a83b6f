package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if benchFolder != "" {
			os.RemoveAll(benchFolder)
		}
		os.Exit(everyGoldenRead(everyKeyPressed(code)))
	}))
}

// noon is the time of every test whose frames are compared.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// ticking is a clock that stands at noon, but for the smallest step from one reading to the next: what comes later is later.
func ticking() func() time.Time {
	var steps atomic.Int64
	return func() time.Time { return noon.Add(time.Duration(steps.Add(1))) }
}

// still is the program without a terminal: what a key does has been done when press returns. Waiting takes no time and
// brings nothing; the store is a sandbox in this process, behind BigCommerce's own address.
type still struct {
	t      testing.TB
	m      *Model
	book   *store.Book
	engine *syncer.Engine
	sand   *sandbox.Sandbox
	seen   func() // called after each message
	quit   bool   // the program was left
}

type handlerTransport struct{ h http.Handler }

func (tr handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	tr.h.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

func practice(cfg sandbox.Config) *sandbox.Sandbox {
	cfg.Seed, cfg.StoreHash, cfg.ClientID = 7, "ab12cd", "8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h"
	cfg.AccessToken, cfg.AccountName = "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c", "Acme Outdoors"
	return sandbox.New(cfg)
}

func newStill(t testing.TB, cfg Config, sand *sandbox.Sandbox) *still {
	t.Helper()
	return newStillAt(t, cfg, sand, filepath.Join(memoryDir(t), "book.db"))
}

// memoryDir is a place in memory where the system has one: on a disk, each write waits for it.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "cartwire-app")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// newStillAt is newStill with the book at a path of its own.
func newStillAt(t testing.TB, cfg Config, sand *sandbox.Sandbox, path string) *still {
	t.Helper()
	book, err := store.Open(path, store.Options{Now: ticking()})
	if err != nil {
		t.Fatal(err)
	}
	if sand == nil {
		sand = practice(sandbox.Config{Orders: 25, Customers: 5, Products: 5})
	}
	engine := syncer.NewEngine(book, syncer.Config{Transport: handlerTransport{sand.Handler()}})
	cfg.Book, cfg.Engine = book, engine
	cfg.Now = func() time.Time { return noon }
	s := &still{t: t, m: New(cfg), book: book, engine: engine, sand: sand}
	s.m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd {
		if d > 0 {
			return nil
		}
		return func() tea.Msg { return f() }
	}
	t.Cleanup(func() {
		s.m.Close()
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// open sizes the window and starts the program.
func (s *still) open(width, height int) *still {
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	s.run(s.m.Init())
	return s
}

func (s *still) send(msg tea.Msg) {
	note(s.m, msg)
	_, cmd := s.m.Update(msg)
	if s.seen != nil {
		s.seen()
	}
	s.run(cmd)
}

func (s *still) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		s.quit = true
	default:
		v := reflect.ValueOf(msg) // tea.BatchMsg, and the like of tea.Sequence, whose name isn't exported
		if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
			s.send(msg)
			return
		}
		for i := range v.Len() {
			s.run(v.Index(i).Interface().(tea.Cmd))
		}
	}
}

// press presses keys by their names; text in quotes is typed.
func (s *still) press(keys ...string) *still {
	for _, k := range keys {
		for _, msg := range keyMsgs(k) {
			s.send(msg)
		}
	}
	return s
}

// calm lets the moment pass in which a dialog that opened by itself takes no keys.
func (s *still) calm() {
	for _, d := range s.m.dialogs {
		s.send(graceOverMsg{d.id, d.until})
	}
}

func (s *still) paste(text string) *still {
	s.send(tea.PasteMsg{Content: text})
	return s
}

// frame is what the person sees, without styles.
func (s *still) frame() string { return plain(s.m.View().Content) }

func plain(content string) string {
	lines := strings.Split(ansi.Strip(content), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

func (s *still) sees(want ...string) {
	s.t.Helper()
	for _, w := range want {
		if !strings.Contains(s.frame(), w) {
			s.t.Fatalf("%q is not on the screen:\n%s", w, s.frame())
		}
	}
}

func (s *still) seesNot(bad ...string) {
	s.t.Helper()
	for _, w := range bad {
		if strings.Contains(s.frame(), w) {
			s.t.Fatalf("%q is on the screen:\n%s", w, s.frame())
		}
	}
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"space": {Code: tea.KeySpace, Text: " "}, "backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete}, "f1": {Code: tea.KeyF1}, "f2": {Code: tea.KeyF2},
	"ctrl+pgup": {Code: tea.KeyPgUp, Mod: tea.ModCtrl}, "ctrl+pgdown": {Code: tea.KeyPgDown, Mod: tea.ModCtrl},
}

func keyMsgs(name string) []tea.KeyPressMsg {
	if k, ok := named[name]; ok {
		return []tea.KeyPressMsg{k}
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return []tea.KeyPressMsg{{Code: rune(c[0]), Mod: tea.ModCtrl}}
	}
	var out []tea.KeyPressMsg
	for _, r := range strings.Trim(name, "'") {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return out
}

// connect saves a connection to a store of its own, without its orders.
func (s *still) connect(name string, change ...func(*store.Connection)) store.Connection {
	s.t.Helper()
	list, err := s.book.Connections()
	if err != nil {
		s.t.Fatal(err)
	}
	c := store.Connection{
		Name: name, Cart: "BigCommerce", Active: true, APIPath: "https://api.bigcommerce.com/stores/ab12c" + string(rune('d'+len(list))),
		ClientID: "8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h", State: store.StateConnected,
		Options: store.ConnectionOptions{ImportOrders: true, Statuses: syncer.DefaultStatuses},
	}
	for _, f := range change {
		f(&c)
	}
	if err := s.book.SaveConnection(&c, s.sand.AccessToken()); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// put writes orders into the book.
func put(t testing.TB, book *store.Book, id store.ConnectionID, orders ...store.Order) {
	t.Helper()
	if err := book.Update(func(tx *store.Tx) error {
		_, err := tx.PutOrders(id, orders)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
