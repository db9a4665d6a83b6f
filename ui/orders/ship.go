package orders

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Ship records that an order, or a part of it, has left the house.
type Ship struct {
	env    *screen.Env
	conn   store.ConnectionID
	id     uint64
	number string
	form   kit.Form
	lines  []store.LineLeft
	loaded bool
	why    string // nothing can be shipped
	waits  string // why it isn't to be shipped yet
	asking bool   // the shipment is being recorded
}

// The items of the form that are no lines.
const (
	itemCarrier  = "carrier"
	itemTracking = "tracking"
	itemRecord   = "record"
	lineWidth    = 30
)

type leftMsg struct {
	screen *Ship
	lines  []store.LineLeft
	why    string
	waits  string
}

type shippedMsg struct {
	screen *Ship
	words  string // what was shipped, and what becomes of it
	err    error
}

// NewShip makes the screen.
func NewShip(env *screen.Env, open screen.OpenMsg) *Ship {
	return &Ship{env: env, conn: open.Connection, id: open.Order, number: open.Name}
}

// Init reads what is left to be shipped, once.
func (s *Ship) Init() tea.Cmd {
	if s.loaded {
		return nil
	}
	book := s.env.Book
	return func() tea.Msg {
		lines, why, err := book.Shippable(s.conn, s.id)
		if err != nil {
			return screen.Failed(err)
		}
		o, err := book.Order(s.conn, s.id)
		if err != nil {
			return screen.Failed(err)
		}
		return leftMsg{s, lines, why, store.Waits(&o)}
	}
}

// Update takes what is left, and how the recording went.
func (s *Ship) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case leftMsg:
		if msg.screen == s && !s.loaded {
			s.loaded, s.lines, s.why, s.waits = true, msg.lines, msg.why, msg.waits
			s.build()
		}
	case shippedMsg:
		if msg.screen != s {
			return nil
		}
		s.asking = false
		if msg.err != nil {
			s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
			return nil
		}
		s.env.Say(kit.Done, msg.words)
		s.env.Post(screen.BackMsg{})
	case tea.PasteMsg:
		if it := s.form.Focused(); it != nil && s.form.Typing() {
			it.Input.Paste(msg.Content)
			it.Problem = ""
		}
	}
	return nil
}

func (s *Ship) build() {
	items := []*kit.Item{
		{ID: itemCarrier, Label: "Carrier", Input: kit.NewInput(""), Hint: "Such as UPS, USPS, FedEx, DHL or Royal Mail; any other name is kept as it is."},
		{ID: itemTracking, Label: "Tracking number", Input: kit.NewInput(""), Hint: "Leave it empty where the carrier gives none."},
		{ID: "lines", Kind: kit.Words, Label: "How many of each line leave the house; 0 keeps a line back."},
	}
	for _, l := range s.lines {
		name := l.Name
		for _, o := range l.Options {
			name += ", " + o.Value
		}
		items = append(items, &kit.Item{
			ID: lineID(l.ID), Label: text.Truncate(text.Clean(joined(" ", l.SKU, name)), lineWidth-2, s.env.Theme.Glyphs.Ellipsis),
			Room: lineWidth, Number: true, Input: kit.NewInput(strconv.Itoa(l.Left)), Aside: fmt.Sprintf("%d of %d left", l.Left, l.Quantity),
		})
	}
	s.form.Items = append(items, &kit.Item{ID: itemRecord, Kind: kit.Button, Label: "Record Shipment"})
	s.form.Focus(itemCarrier)
}

func lineID(id uint64) string { return "line " + strconv.FormatUint(id, 10) }

// Key types into the form.
func (s *Ship) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if !s.ready() {
		return false, nil
	}
	return s.result(s.form.Key(msg))
}

func (s *Ship) ready() bool { return s.loaded && s.why == "" && !s.asking }

func (s *Ship) result(r kit.Result) (bool, tea.Cmd) {
	if r.Changed {
		r.Item.Problem = ""
	}
	if r.Pressed {
		return true, s.record()
	}
	return r.Used, nil
}

// Click focuses a field or presses the button.
func (s *Ship) Click(x, y int) (open bool, cmd tea.Cmd) {
	if !s.ready() {
		return false, nil
	}
	_, cmd = s.result(s.form.Click(x, y))
	return false, cmd
}

// chosen reads the form; ok is false where it marked a problem in it.
func (s *Ship) chosen() (lines []store.ShipLine, pieces int, ok bool) {
	problem := ""
	mark := func(id, say string) {
		s.form.Item(id).Problem = say
		if problem == "" {
			problem = id
		}
	}
	if strings.TrimSpace(s.form.Item(itemCarrier).Input.Value()) == "" {
		mark(itemCarrier, "Say who carries it.")
	}
	for _, l := range s.lines {
		it := s.form.Item(lineID(l.ID))
		n, err := strconv.Atoi(strings.TrimSpace(it.Input.Value()))
		switch {
		case err != nil || n < 0:
			mark(it.ID, "This is no number of pieces. Enter 0 or more.")
		case n > l.Left:
			mark(it.ID, fmt.Sprintf("Only %d are left to be shipped.", l.Left))
		case n > 0:
			lines, pieces = append(lines, store.ShipLine{LineID: l.ID, Quantity: n}), pieces+n
		}
	}
	if problem == "" && len(lines) == 0 {
		mark(lineID(s.lines[0].ID), "Nothing would be shipped. Enter a number for one line at least.")
	}
	if problem != "" {
		s.form.Focus(problem)
	}
	return lines, pieces, problem == ""
}

// record writes the shipment, and asks first where the order waits.
func (s *Ship) record() tea.Cmd {
	lines, pieces, ok := s.chosen()
	if !ok {
		return nil
	}
	if s.waits == "" {
		return s.write(lines, pieces)
	}
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Ship it all the same?", Say: []string{text.Clean(s.waits)}, Buttons: []string{"Ship", "Go back"}, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return s.write(lines, pieces)
		},
	}})
	return nil
}

func (s *Ship) write(lines []store.ShipLine, pieces int) tea.Cmd {
	s.asking = true
	carrier := strings.TrimSpace(s.form.Item(itemCarrier).Input.Value())
	tracking := strings.TrimSpace(s.form.Item(itemTracking).Input.Value())
	env := s.env
	words := fmt.Sprintf("Order %s: %s shipped with %s.", s.number, kit.Of(pieces, "piece"), joined(", ", carrier, tracking))
	return func() tea.Msg {
		var conn store.Connection
		err := env.Book.Update(func(tx *store.Tx) (err error) {
			if conn, err = tx.Connection(s.conn); err != nil {
				return err
			}
			if _, err := tx.RecordShipment(s.conn, s.id, carrier, tracking, lines); err != nil {
				return err
			}
			return tx.AddActivity(env.Note(s.conn, words))
		})
		return shippedMsg{screen: s, words: kit.Of(pieces, "piece") + " shipped. " + whatSends(conn), err: err}
	}
}

// whatSends says how a shipment that was just recorded reaches the store, or why it doesn't.
func whatSends(conn store.Connection) string {
	switch {
	case !conn.Options.UpdateOrderStatus:
		return "Not sent: Update Order Status is off."
	case !conn.Active:
		return "Not sent: the connection is off."
	}
	return "The next sync sends it to the store."
}

// Typing tells whether a field has the keyboard.
func (s *Ship) Typing() bool { return s.ready() && s.form.Typing() }

// Title is the crumb.
func (s *Ship) Title() string { return "Ship order " + s.number }

// Status is how much is left.
func (s *Ship) Status() string {
	left := 0
	for _, l := range s.lines {
		left += l.Left
	}
	if left == 0 {
		return ""
	}
	return s.env.Theme.Dim.Render(kit.Of(left, "piece") + " left")
}

// Holds says what would be lost.
func (s *Ship) Holds() string {
	if !s.ready() {
		return ""
	}
	entered := s.form.Item(itemCarrier).Input.Value()+s.form.Item(itemTracking).Input.Value() != ""
	for _, l := range s.lines {
		entered = entered || s.form.Item(lineID(l.ID)).Input.Value() != strconv.Itoa(l.Left)
	}
	if !entered {
		return ""
	}
	return "The shipment is not recorded yet."
}

// Actions is the key table.
func (s *Ship) Actions() []kit.Action {
	why := s.why
	switch {
	case s.asking:
		why = "it is being recorded."
	case !s.loaded:
		why = "the order is being read."
	}
	return []kit.Action{
		{ID: "record", Keys: []string{"ctrl+s"}, Label: "record", Help: "Record the shipment and lower the counts. If Update Order Status is on, the next sync sends it to the store.", Why: why, Do: s.record},
		{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Go back; asks where something was entered.", Do: s.leave},
		{ID: "move", Keys: []string{"tab", "shift+tab"}, Show: "tab", Label: "next field", Help: "Go to the next field; shift+tab goes back.",
			Do: kit.Nothing},
	}
}

// leave goes back, and asks first where something would be lost.
func (s *Ship) leave() tea.Cmd {
	if s.Holds() == "" {
		s.env.Post(screen.BackMsg{})
		return nil
	}
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Leave the shipment?", Say: []string{s.Holds() + " What was entered is lost when you leave."},
		Buttons: []string{"Leave", "Stay"}, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			if button == 0 {
				s.env.Post(screen.BackMsg{})
			}
			return nil
		},
	}})
	return nil
}

// Draw makes the form.
func (s *Ship) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	switch {
	case !s.loaded:
		return []string{kit.Wait(t, "Reading the book")}, nil
	case s.why != "":
		return kit.Toast{Tone: kit.Caution, Say: text.Clean(s.why)}.Draw(t, width, height), nil
	}
	return s.form.Draw(t, width, height, !s.asking)
}
