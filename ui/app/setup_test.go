package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// With nothing but the browser: the guide leads to the file, finds it once it is downloaded, and hands it over.
func TestGuideAlone(t *testing.T) {
	cfg := Config{Home: t.TempDir()}
	s := newStill(t, cfg, practice(sandbox.Config{Orders: 5}))
	s.seen = func() { s.seesNot("BigCommerceAPI", "k3x9w0q7z1v5t2r8") }
	s.open(80, 24).press("enter")
	s.sees("Step 1 of 9", "▌ [x] Orders in")
	s.press("end", "up", "space", "enter", "enter")
	s.sees("Step 3 of 9", "https://login.bigcommerce.com/")
	s.press("enter", "enter", "enter")
	s.sees("Step 6 of 9", "Orders                 modify    for Update Order Status", "Customers              read-only")
	s.press("enter", "enter")
	s.sees("Step 8 of 9", "ONLY time")
	download(t, filepath.Join(cfg.Home, "Downloads"), pasted, noon)
	s.press("enter")
	s.sees("Step 9 of 9", "▌ Read a credentials file of today 12:00 in Downloads")
	s.press("enter")
	s.sees("The connection works")
	s.press("enter")
	s.sees("Acme Outdoors: Import Orders")
	c, err := s.book.ConnectionByName("Acme Outdoors")
	if o := c.Options; err != nil || !o.ImportOrders || !o.UpdateOrderStatus || o.UpdateInventory {
		t.Errorf("%+v, %v", o, err)
	}
}

// While the last step is on the screen, the file that is downloaded appears by itself.
func TestGuideWaitsForTheFile(t *testing.T) {
	cfg := Config{Home: t.TempDir()}
	s := start(t, cfg, nil, 80, 24)
	s.until("▌ Connect a store")
	s.p.Send(screen.OpenMsg{Kind: screen.Guide, Step: setup.GuideRead, Goals: everything})
	s.until("▌ Read a file")
	download(t, filepath.Join(cfg.Home, "Downloads"), pasted, time.Now())
	s.until("▌ Read a credentials file of today")
}

// The guide is left, the program ended and opened again: it goes on at the same step, with the same goals.
func TestGuideAfterRestart(t *testing.T) {
	s := newStill(t, Config{}, nil).open(80, 24)
	s.press("enter", "down", "space", "enter", "enter", "enter", "enter", "enter")
	s.sees("Step 6 of 9", "Products               modify    for Update Inventory")
	s.press("ctrl+c")

	again := New(s.m.cfg)
	again.wait = s.m.wait
	s.m = again
	s.open(80, 24)
	s.sees("▌ Go on with the guide", "step 6 of 9: Specify the permissions; left just now")
	s.press("enter")
	s.sees("Step 6 of 9", "Going on where it was left", "Products               modify    for Update Inventory")
	s.press("enter", "left")
	s.seesNot("Going on")
	s.press("esc", "a")
	s.sees("[ Go on with the guide ]")
	s.press("i")
	s.sees("Step 6 of 9")
	s.press("r")
	s.sees("Step 1 of 9", "[x] Stock out")
	s.press("esc", "esc")
	s.connect("Acme Outdoors")
	s.press("a")
	s.seesNot("Go on with the guide")
}

// Over SSH the file is on the other computer; its text is pasted and never shown.
func TestGuideOverSSH(t *testing.T) {
	s := newStill(t, Config{Remote: true}, practice(sandbox.Config{Orders: 5}))
	s.seen = func() { s.seesNot("k3x9w0q7z1v5t2r8", "0000000") }
	s.open(60, 15).press("end")
	s.sees("It is on the computer with the browser")
	s.press("enter")
	s.sees("You work over SSH")
	s.paste("What is this?")
	s.sees("These are no BigCommerce credentials")
	for line := range strings.Lines(pasted) { // line by line, each pasted for itself
		s.sees("Step 9 of 9")
		s.paste(strings.TrimSpace(line))
	}
	s.sees("The connection works")
}

// A terminal without bracketed paste types the text. Nothing of it is a key of the program, and what comes after the last
// line that is needed still belongs to it.
func TestGuideTypedText(t *testing.T) {
	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 5})).open(80, 24)
	s.seen = func() { s.seesNot("k3x9w0q7z1v5t2r8") }
	typed := func(content string) {
		for line := range strings.Lines(content) {
			for _, r := range strings.TrimSuffix(line, "\n") {
				s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			s.press("enter")
		}
	}
	s.guideAt(setup.GuideRead, everything)
	typed("quit? no\nesc\n")
	s.sees("2 lines so far, not shown")
	s.press("enter")
	s.sees("These are no BigCommerce credentials")
	typed(pasted)
	s.press("'x'", "backspace", "esc")
	s.seesNot("so far")
	typed(pasted + "NAME: again\n")
	s.sees("6 lines so far")
	s.press("enter")
	s.sees("The connection works")
}

// The same in the running program: the text is read once it pauses, without another key.
func TestGuideTypedTextPauses(t *testing.T) {
	s := start(t, Config{}, nil, 80, 24)
	s.until("▌ Connect a store")
	s.p.Send(screen.OpenMsg{Kind: screen.Guide, Step: setup.GuideRead, Goals: everything})
	s.until("▌ Read a file")
	local := strings.Replace(pasted, "https://api.bigcommerce.com/", "http://127.0.0.1:9/", 1)
	for _, r := range strings.TrimSpace(local) {
		if r == '\n' {
			s.press("enter")
			continue
		}
		s.p.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	s.until("Not BigCommerce's own address", "127.0.0.1:9")
	for _, f := range s.rec.all() {
		if strings.Contains(f, "k3x9w0q7z1v5t2r8") {
			t.Fatal("the access token is on the screen")
		}
	}
}

func TestGuideWrongInput(t *testing.T) {
	s := newStill(t, Config{Home: t.TempDir()}, nil)
	s.seen = func() { s.seesNot("BigCommerceAPI") }
	s.open(80, 24).press("enter", "space", "enter")
	s.sees("✗ Tick at least one")
	s.press("space", "enter")
	s.sees("Step 2 of 9")
	s.paste("hello")
	s.sees("Nothing is to be pasted in this step")
	s.press("down", "down", "enter")
	s.sees("Step 9 of 9")
	s.press("enter", "ctrl+u", "enter")
	s.sees("A file's name is needed")
	s.press("'~'", "enter")
	s.sees("✗ There is no credentials file in this folder")
	s.press("enter", "ctrl+u", "'~/nothing.txt'", "enter")
	s.sees("✗ There is no file of this name")
	download(t, s.m.cfg.Home, pasted, noon)
	s.press("enter", "ctrl+u", "'~'", "enter")
	s.sees("The connection works")
}

// A legacy account ends in the editor's legacy fields, and there is a way over.
func TestGuideLegacy(t *testing.T) {
	s := newStill(t, Config{}, nil).open(80, 24)
	s.legacy(5)
	s.sees("Step 5 of 7", "▲ Only if your store still has a legacy account; otherwise skip.", "click the Create a Legacy API")
	s.press("enter", "enter")
	s.sees("Step 7 of 7", "▌ Open the editor")
	s.press("down", "enter")
	s.sees("Step 4 of 9", "Store-level API accounts")
	s.press("left", "left", "down", "enter", "enter", "enter", "enter", "enter", "enter")
	s.sees("New BigCommerce store", "◉ Legacy API", "API URL", "Username")
}

// Every permission that the guide asks for is enough: with exactly these the connection test passes.
func TestGuidesPermissionsSuffice(t *testing.T) {
	scopes := map[string]string{"Orders": "store_v2_orders", "Customers": "store_v2_customers", "Products": "store_v2_products"}
	for _, goals := range []setup.Goals{{Orders: true}, {Stock: true}, {Statuses: true}, {Products: true}, everything} {
		var given []string
		for _, b := range goals.Boxes() {
			scope, ok := scopes[b.Permission.Label]
			switch {
			case b.Recommended || !ok:
			case b.Permission.Modify:
				given = append(given, scope)
			default:
				given = append(given, scope+"_read_only")
			}
		}
		s := newStill(t, Config{}, practice(sandbox.Config{Orders: 3, Customers: 3, Products: 3, Scopes: given})).open(120, 40)
		s.guideAt(setup.GuideRead, goals).paste(pasted)
		if !goals.Stock {
			s.sees("The connection works")
			continue
		}
		// What these permissions don't show of the store is asked, and the answer is kept; without it no stock would be sent.
		s.sees("Does the store have one location?", "✗ One location")
		s.calm()
		s.press("esc")
		s.sees("Confirm that the store has one", "Update Inventory will not work")
		s.press("t")
		s.calm()
		s.press("left", "enter")
		s.sees("The connection works", "✓ One location")
		s.press("'s'")
		list, err := s.book.Connections()
		if err != nil || len(list) != 1 || !list[0].Options.Inventory.OneLocation {
			t.Errorf("%+v, %v", list, err)
		}
	}
}

// The Locations tab asks, too, and takes an answer back.
func TestOneLocationIsConfirmedInItsTab(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	c.Options.ImportOrders, c.Options.UpdateInventory = false, true
	if err := s.book.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	s.open(100, 30).press("enter", "ctrl+n", "ctrl+n")
	s.sees("press o to confirm it")
	s.press("down", "o", "left", "enter", "ctrl+s")
	s.sees("You confirmed")
	if got, _ := s.book.Connection(c.ID); !got.Options.Inventory.OneLocation {
		t.Errorf("%+v", got.Options)
	}
	s.press("o", "enter", "ctrl+s")
	if got, _ := s.book.Connection(c.ID); got.Options.Inventory.OneLocation {
		t.Errorf("%+v", got.Options)
	}
}

// A link is opened by the terminal, read where it can't be, and copied.
func TestGuideLinks(t *testing.T) {
	s := newStill(t, Config{}, nil).open(80, 24)
	s.guideAt(setup.GuideOpen, everything)
	const url = "https://login.bigcommerce.com/deep-links/settings/auth/api-accounts"
	s.sees(url)
	if view := s.m.View().Content; !strings.Contains(view, "\x1b]8;;"+url+"\x07") {
		t.Errorf("no link: %q", view)
	}
	var copied bool
	s.m.env.After = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	_, cmd := s.m.Update(keyMsgs("'y'")[0])
	for _, msg := range all(cmd) {
		copied = copied || msg == tea.SetClipboard(url)()
	}
	if !copied {
		t.Error("y does not copy the link")
	}
}

// The link survives the renderer: the terminal gets one it can open.
func TestGuideLinkReachesTheTerminal(t *testing.T) {
	s := start(t, Config{}, nil, 80, 24)
	s.until("▌ Connect a store")
	s.p.Send(screen.OpenMsg{Kind: screen.Guide, Step: setup.GuideSignIn, Goals: everything})
	s.until("Step 3 of 9")
	out, late := "", time.After(patience)
	for !strings.Contains(out, "]8;;https://login.bigcommerce.com/") {
		select {
		case <-s.out.wrote:
			out += s.out.take()
		case <-late:
			t.Fatalf("no link in %q", out)
		}
	}
}

// all runs a command to its messages.
func all(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var out []tea.Msg
	for _, c := range batch {
		out = append(out, all(c)...)
	}
	return out
}
