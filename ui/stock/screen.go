// Package stock shows what the book counts, item by item and location by location, lets a person correct it in place,
// and says how it stands to a store.
package stock

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// lowAt is at how many pieces an item is low, unless the person says otherwise.
const lowAt = 5

// maxLow bounds that number.
const maxLow = 1000

// Screen lists items with their counts, of the book alone or compared with a store. It holds a window of them that moves
// with the cursor.
type Screen struct {
	env    *screen.Env
	id     store.ConnectionID // 0: the book alone
	name   string             // the connection's
	stores []named            // all connections
	places []store.Location
	at     int              // the chosen location
	begin  store.LocationID // the location to begin with
	low    int              // at and below so many available pieces an item is low

	rows     []row
	list     kit.List
	loaded   bool
	up, down string // where the rows above and below the window go on
	top      bool   // the window begins with the first item
	bottom   bool   // it ends with the last
	asking   bool
	ask      int                // numbers the questions: a late answer changes nothing
	stop     context.CancelFunc // ends the question that is asked
	looked   int                // rows that were looked through without filling the screen

	filter kit.Filter
	quick  quick

	editing *edit
	digit   string // pressed last, to begin a count with
	goOn    string // the guest whose place is looked for, to open the count below it
	exact   string // the sku that the filter was ended with, until its row is found
	guest   bool   // the first row was named by the person, and may be nowhere in the book
	undo    []change
	saving  bool

	why     why
	whyOpen bool           // in a narrow window: the sum takes the table's place
	beside  bool           // the last Draw had room for the sum beside the table
	files   *files.Chooser // of files to import; nil until one was asked for
	intake  *intake
	above   int // lines of the last Draw above the first row
}

// named is a connection as a menu names it: its text is clean.
type named struct {
	id   store.ConnectionID
	name string
}

// row is an item as it is drawn: its texts are clean.
type row struct {
	store.StockRow
	sku, name string
	stands    []syncer.Standing // by location of the store; none without one
}

func rowOf(r store.StockRow, stands []syncer.Standing) row {
	return row{StockRow: r, sku: text.Clean(r.SKU), name: text.Clean(r.Name), stands: stands}
}

// count is the row's count at a location; nil where it isn't counted.
func (r *row) count(at store.LocationID) *store.Stock {
	for i := range r.Counts {
		if r.Counts[i].Location == at {
			return &r.Counts[i]
		}
	}
	return nil
}

// stand is how the row stands at the store's location that a location of the book feeds; nil where it feeds none.
func (r *row) stand(at store.LocationID) *syncer.Standing {
	for i := range r.stands {
		for _, id := range r.stands[i].Books {
			if id == at {
				return &r.stands[i]
			}
		}
	}
	return nil
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name, low: lowAt, filter: kit.NewFilter(open.Find), begin: open.Location}
	s.filter.Placeholder = "a part of a sku or a name"
	if open.Find == "" && open.Location == 0 {
		s.restore()
	}
	return s
}

// placesMsg brings the locations and connections of the book.
type placesMsg struct {
	screen *Screen
	places []store.Location
	stores []named
}

// Init reads the locations, and the first items once. What was there is read again: another screen may have changed it.
func (s *Screen) Init() tea.Cmd {
	book := s.env.Book
	places := func() tea.Msg {
		list, err := book.Locations()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		connections, err := book.Connections()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		msg := placesMsg{screen: s, places: list}
		for _, c := range connections {
			msg.stores = append(msg.stores, named{c.ID, text.Clean(c.Name)})
		}
		return msg
	}
	if s.loaded {
		return tea.Batch(places, s.again())
	}
	if s.up != "" {
		return tea.Batch(places, s.read(same, store.StockQuery{From: s.up, Whole: true}, pageSize))
	}
	return tea.Batch(places, s.page(first))
}

// Update takes what was read.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case placesMsg:
		if msg.screen == s {
			s.setPlaces(msg)
		}
	case pageMsg:
		if msg.screen == s && msg.ask == s.ask {
			return s.take(msg)
		}
	case savedMsg:
		if msg.screen == s {
			return s.saved(msg)
		}
	case scannedMsg:
		if msg.screen == s {
			return s.takeScanned(msg)
		}
	case countMsg:
		if msg.screen == s {
			return s.countAnother(msg.row)
		}
	case returnedMsg:
		if msg.screen == s {
			s.askReturned(msg)
		}
	case answeredMsg:
		if msg.screen == s {
			return s.answered(msg)
		}
	case whyMsg:
		if msg.screen == s && msg.ask == s.why.ask {
			s.why.take(msg)
		}
	case checkedMsg:
		if msg.screen == s {
			s.checked(msg)
		}
	case importedMsg:
		if msg.screen == s {
			return s.imported(msg)
		}
	case files.ListedMsg:
		s.files.Show(msg)
	case screen.RestyleMsg:
		s.list.Forget()
	case screen.SnapshotMsg:
		if msg.Ended && s.loaded && (s.id == 0 || msg.Connection == s.id) {
			return s.again()
		}
	case tea.PasteMsg:
		return s.paste(msg.Content)
	}
	return nil
}

func (s *Screen) setPlaces(msg placesMsg) {
	chosen := s.begin
	if s.at < len(s.places) {
		chosen = s.places[s.at].ID
	}
	s.places, s.stores, s.at = msg.places, msg.stores, 0
	for i := range s.places {
		s.places[i].Name = text.Clean(s.places[i].Name)
		if s.places[i].ID == chosen {
			s.at = i
		}
	}
	s.list.Forget()
}

// chosen is the row under the cursor; nil in an empty list.
func (s *Screen) chosen() *row {
	if s.list.Cursor() >= len(s.rows) {
		return nil
	}
	return &s.rows[s.list.Cursor()]
}

// place is the chosen location; a zero one while none is known.
func (s *Screen) place() store.Location {
	if s.at >= len(s.places) {
		return store.Location{}
	}
	return s.places[s.at]
}

// Typing tells whether letters are text now.
func (s *Screen) Typing() bool { return s.filter.Typing || s.editing != nil }

// Holds says what would be lost where the screen is left.
func (s *Screen) Holds() string {
	if s.editing != nil && s.editing.touched(-1) {
		return "A count is being typed. Press enter to save it, or esc to leave it as it was."
	}
	return ""
}

// Title is the crumb.
func (s *Screen) Title() string {
	switch {
	case s.intake != nil:
		return "Import counts"
	case s.id == 0:
		return "Stock"
	}
	return s.name + ": Stock"
}

// Status says what is listed.
func (s *Screen) Status() string {
	t := s.env.Theme
	switch {
	case !s.loaded || s.intake != nil:
		return ""
	case s.top && s.bottom:
		return t.Dim.Render(kit.Of(len(s.rows), "item"))
	}
	return t.Dim.Render("low at " + kit.Count(s.low))
}
