package app

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/role"
)

// typed is what Bubble Tea makes of the bytes that a terminal sends: keys, pastes, the mouse, sizes and answers.
func typed(raw []byte) (all []tea.Msg) {
	var d uv.EventDecoder
	for len(raw) > 0 {
		n, event := d.Decode(raw)
		if n <= 0 {
			n = 1
		}
		raw = raw[n:]
		events := []uv.Event{event}
		if several, ok := event.(uv.MultiEvent); ok {
			events = several
		}
		for _, e := range events {
			switch e := e.(type) {
			case uv.KeyPressEvent:
				all = append(all, tea.KeyPressMsg(e))
			case uv.KeyReleaseEvent:
				all = append(all, tea.KeyReleaseMsg(e))
			case uv.MouseClickEvent:
				all = append(all, tea.MouseClickMsg(e))
			case uv.MouseReleaseEvent:
				all = append(all, tea.MouseReleaseMsg(e))
			case uv.MouseMotionEvent:
				all = append(all, tea.MouseMotionMsg(e))
			case uv.MouseWheelEvent:
				all = append(all, tea.MouseWheelMsg(e))
			case uv.WindowSizeEvent:
				all = append(all, tea.WindowSizeMsg(e))
			case uv.BackgroundColorEvent:
				all = append(all, tea.BackgroundColorMsg(e))
			case uv.ClipboardEvent:
				all = append(all, tea.ClipboardMsg(e))
			case uv.FocusEvent:
				all = append(all, tea.FocusMsg(e))
			case uv.BlurEvent:
				all = append(all, tea.BlurMsg(e))
			case uv.PasteStartEvent:
				text, rest, _ := bytes.Cut(raw, []byte(ansi.BracketedPasteEnd))
				raw = rest
				all = append(all, tea.PasteMsg{Content: string(bytes.ToValidUTF8(text, []byte(string(utf8.RuneError))))})
			}
		}
	}
	return all
}

// FuzzConsoleKeys types whatever bytes at the program, on a book that has something of everything and takes no change:
// nothing panics, every frame fits its window and holds nothing that could move a terminal's cursor, no store is asked, and
// the book stays as it is.
func FuzzConsoleKeys(f *testing.F) {
	for _, seed := range []string{
		"oj\r\x1b", "s\r", ":ship\r", "?\x1b", "jjjo/ann\x1b\x1b", "t>\r\x1b[B\x1b[Ba7\r", "a\t\t x\x13", "\x1b[200~key: v\x1b[31m\r\n\x1b[201~",
		"\x1b[<0;10;5M\x1b[<64;10;5M", "\x1b[48;10;30;0;0t jjjj", "\x1b[48;1;1;0;0to\r", "\x1b[48;65535;65535;0;0t", "i\r\x1b[Z\x7f\x17", "lcgmu\x10jobs\r", "\xff\x00\xc2\x9b31m",
		"e\r\t \t \t \x1b[D\r", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\o\r", "o\rs\x1b[I\x1b[O5\t\r",
	} {
		f.Add([]byte(seed))
	}
	s := newStill(f, Config{}, practice(sandbox.Config{Orders: 12, Customers: 4, Products: 4}))
	conn := s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Options.ImportProducts, c.Options.UpdateInventory, c.Options.UpdateOrderStatus = true, true, true
	})
	for _, o := range []syncer.Option{syncer.ImportProducts, syncer.ImportOrders} {
		run, err := s.engine.Start(conn.ID, o, syncer.StartOptions{})
		if err != nil {
			f.Fatal(err)
		}
		<-run.Done()
	}
	put(f, s.book, conn.ID, poisoned(1, 0), poisoned(2, 3))
	if err := s.book.SetStock(store.Stock{SKU: "TENT-2", Location: 1, OnHand: 3}); err != nil {
		f.Fatal(err)
	}
	never := errors.New("This book takes no change.")
	book := s.book.Guarded(store.Guard{Change: never, Keep: never})
	cfg := s.m.cfg
	cfg.Book, cfg.Engine, cfg.Limits = book, s.engine.As("ann", "SSH").Through(book), &Limits{Role: role.Admin, NoFiles: true}
	wait, requests := s.m.wait, s.sand.Stats().Total
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 1000 {
			return
		}
		one := &still{t: t, m: New(cfg), book: book, engine: s.engine, sand: s.sand}
		one.m.wait = wait
		defer one.m.Close()
		one.seen = func() {
			v := one.m.View()
			bounded(t, v, max(1, one.m.width), max(1, one.m.height))
			focused(t, one.m, v)
		}
		one.open(80, 24)
		all := typed(raw)
		for _, msg := range all[:min(len(all), 100)] {
			if size, ok := within(one.m, msg).(tea.WindowSizeMsg); ok {
				msg = tea.WindowSizeMsg{Width: min(size.Width, 200), Height: min(size.Height, 60)} // large ones take long, and show no more
			}
			if one.send(msg); one.quit {
				break
			}
		}
		if n := s.sand.Stats().Total - requests; n != 0 {
			t.Fatalf("the store was asked %d times", n)
		}
	})
}
