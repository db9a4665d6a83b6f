package connections

import (
	"net"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// row is a connection as it is drawn: its texts are clean.
type row struct {
	id       store.ConnectionID
	name     string
	cart     string
	active   bool
	insecure string // the host that gets the token without TLS
	problem  string
	conn     store.Connection
	status   syncer.ConnStatus
	orders   int
	days     []int      // orders of each day, the last one is today's; nil: not known
	due      syncer.Due // what runs next by itself
	quota    bigcommerce.QuotaState
	facts
}

// facts are what takes longer to find out; they are read again less often.
type facts struct {
	stock     syncer.StockState
	conflicts int
	failures  int    // runs in a row that could not reach the store
	asks      string // why Update Inventory has stopped and asked
	asked     syncer.Option
	aside     int // orders that could not be read
	refused   int // what the store would not take of the last Update Order Status
	failed    store.Job
}

// loadedMsg brings the rows. read numbers the reads by when they began: one that began before another that was taken
// already says what is no longer so.
type loadedMsg struct {
	read uint64
	rows []row
}

// deepMsg brings the facts of each connection.
type deepMsg struct {
	read  uint64 // as in loadedMsg
	facts map[store.ConnectionID]facts
}

// sparkDays is how many days are read; how many are drawn is a matter of the width.
const sparkDays = 28

// load reads what a row shows at a glance.
func (s *Screen) load() tea.Cmd {
	book, engine, now := s.env.Book, s.env.Engine, s.env.Now
	return func() tea.Msg {
		read := s.reads.Add(1)
		list, err := book.Connections()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		rows := make([]row, 0, len(list))
		for _, c := range list {
			r, err := glance(book, engine, c, now)
			if err != nil {
				return screen.FatalMsg{Err: err}
			}
			rows = append(rows, r)
		}
		return loadedMsg{read, rows}
	}
}

func glance(book *store.Book, engine *syncer.Engine, c store.Connection, now time.Time) (row, error) {
	r := row{
		id: c.ID, name: text.Clean(c.Name), cart: text.Clean(c.Cart), active: c.Active,
		insecure: text.Clean(c.AllowInsecureHost), problem: text.Clean(c.Problem), conn: c, quota: engine.QuotaOf(c),
	}
	counts, err := book.OrderCounts(c.ID)
	if err != nil {
		return r, err
	}
	r.orders = counts.Total
	if r.status, err = syncer.StatusOf(book, c); err != nil {
		return r, err
	}
	if r.days, err = book.OrdersPerDay(c.ID, now, sparkDays); err != nil {
		return r, err
	}
	r.due, err = engine.NextRun(c.ID, now)
	return r, err
}

// deepEvery is how often the facts are read while nothing is seen to happen.
const deepEvery = 5 * time.Minute

// recordsSeen bounds how far back the last record of each option is looked for.
const recordsSeen = 200

// deepen reads the facts.
func (s *Screen) deepen() tea.Cmd {
	book, engine := s.env.Book, s.env.Engine
	return func() tea.Msg {
		read := s.reads.Add(1)
		list, err := book.Connections()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		last, err := lastJobs(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		out := deepMsg{read: read, facts: map[store.ConnectionID]facts{}}
		for _, c := range list {
			f, err := factsOf(book, engine, c, last[c.ID])
			if err != nil {
				return screen.FatalMsg{Err: err}
			}
			out.facts[c.ID] = f
		}
		return out
	}
}

// lastJobs finds the last record of each option that went to its end, well or not.
func lastJobs(book *store.Book) (map[store.ConnectionID]map[syncer.Option]store.Job, error) {
	jobs, err := book.Jobs(0, recordsSeen)
	last := map[store.ConnectionID]map[syncer.Option]store.Job{}
	for _, j := range jobs {
		if last[j.Connection] == nil {
			last[j.Connection] = map[syncer.Option]store.Job{}
		}
		option := syncer.Option(j.Option)
		if _, there := last[j.Connection][option]; !there && (j.State == store.JobDone || j.State == store.JobFailed) {
			last[j.Connection][option] = j
		}
	}
	return last, err
}

func factsOf(book *store.Book, engine *syncer.Engine, c store.Connection, last map[syncer.Option]store.Job) (f facts, err error) {
	runs, err := book.LastRuns(c.ID)
	if err != nil {
		return f, err
	}
	aside, err := book.SetAsides(c.ID)
	if err != nil {
		return f, err
	}
	f.failures = runs.Failures
	for _, a := range aside {
		if a.Dismissed == nil {
			f.aside++
		}
	}
	if c.Options.UpdateInventory {
		if f.stock, err = engine.StockStateOf(c.ID); err != nil {
			return f, err
		}
		push := last[syncer.UpdateInventory]
		f.conflicts = syncer.FiguresOf(&push).Conflicts
	}
	f.refused = last[syncer.UpdateOrderStatus].Failed
	for _, option := range syncer.Ticked(c.Options) {
		j := last[option]
		if asks := syncer.Asks(j); asks != "" && f.asks == "" {
			f.asks, f.asked = text.Clean(asks), option
		}
		if j.State == store.JobFailed && j.Started.After(f.failed.Started) {
			f.failed = j
		}
	}
	return f, nil
}

// practises tells whether the connection is to a store on this machine.
func practises(c store.Connection) bool {
	host, _, err := net.SplitHostPort(c.AllowInsecureHost)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
