package app

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/theme"
)

// Model is the root: it decides who gets a message and puts the frame together. It is the only Bubble Tea model.
type Model struct {
	cfg   Config
	env   *screen.Env
	close context.CancelFunc

	width, height int
	stack         []screen.Screen // the last one is seen
	dialogs       []dialog
	help          *kit.Help
	menu          *kit.Menu
	toasts        []toast
	banners       []banner
	dismissed     map[string]string // by a banner's id: what it said
	fatal         error
	detailed      bool     // the fatal page tells its details
	overlay       kit.Rect // where the dialog, menu or help was drawn last

	settings   store.Settings
	bright     bool // the terminal's background
	drawnASCII bool // the glyphs that are drawn
	leaving    bool // it is being asked whether to leave
	mute       bool // the mouse is left to the terminal, so that text can be selected

	opened    []screen.OpenMsg // what each screen of the stack was opened with
	remembers bool             // what the book keeps of the session is known
	place     store.Place      // as it is, or will be, written
	keeping   int              // numbers the write that is waited for; 0: none
	writes    line             // of settings
	places    line
	pace      *pace
	searching context.CancelFunc // gives up the search that is under way; nil: none

	last  int // numbers toasts, dialogs and ticks
	tick  int // the tick that is waited for
	fast  bool
	names map[store.ConnectionID]string
	wait  func(time.Duration, func() tea.Msg) tea.Cmd // later; tests let no time pass
}

type dialog struct {
	*kit.Dialog
	id    int
	until int // key presses that may still put the end of its quiet off

	offered string // what stood in its input when it opened
}

type toast struct {
	kit.Toast
	id int
}

// New makes the program's model; the program and the tests run the same one.
func New(cfg Config) *Model {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Local == nil {
		cfg.Local = time.Local
	}
	mode := theme.Dark
	if cfg.NoColor {
		mode = theme.Plain
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &Model{cfg: cfg, close: cancel, pace: newPace(), names: map[store.ConnectionID]string{}, drawnASCII: cfg.ASCII, dismissed: map[string]string{}}
	m.env = &screen.Env{
		Ctx: ctx, Book: cfg.Book, Engine: cfg.Engine, Who: cfg.Who, From: cfg.From, Now: cfg.Now(), Theme: theme.New(mode, cfg.ASCII),
		AllowHost: cfg.AllowInsecureHost, CredentialsFile: cfg.CredentialsFile,
		Home: cfg.Home, Dir: cfg.Dir, Folders: setup.Folders(cfg.Folder, cfg.Home), Remote: cfg.Remote, Practise: cfg.Practise,
		Runs: map[store.ConnectionID]syncer.Snapshot{}, States: map[string]store.ScreenState{},
	}
	m.env.Denied = func(r role.Role) string {
		if cfg.Limits == nil {
			return ""
		}
		return cfg.Limits.Role.Why(r)
	}
	m.env.NoFiles = cfg.Limits != nil && cfg.Limits.NoFiles
	m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd { return later(ctx, d, f) }
	m.env.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
		return m.wait(d, func() tea.Msg { return msg })
	}
	m.opened = []screen.OpenMsg{{Kind: screen.Connections}}
	m.stack = []screen.Screen{m.make(m.opened[0])}
	return m
}

// Close ends what waits in the background; what the engine runs goes on.
func (m *Model) Close() { m.close() }

// Init asks for the time, the background's colour, and what is running already.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.clock(0), m.findRuns(), m.top().Init(), m.welcome(), m.remember()}
	if m.env.Theme.Mode != theme.Plain {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

func (m *Model) top() screen.Screen { return m.stack[len(m.stack)-1] }

// Update handles a message and everything that was posted because of it.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{m.handle(msg)}
	for posted := m.env.Posted(); len(posted) > 0; posted = m.env.Posted() {
		for _, p := range posted {
			cmds = append(cmds, m.handle(p))
		}
	}
	m.pace.set(m.wanted())
	cmds = append(cmds, m.hurry(), m.keepPlace())
	return m, tea.Batch(cmds...)
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.bright = !msg.IsDark()
		return m.restyle()
	case tea.MouseMsg:
		return m.mouse(msg)
	case screen.OpenMsg:
		return m.open(msg)
	case screen.BackMsg:
		if msg.From == nil || msg.From == m.top() {
			return m.back()
		}
	case screen.AskMsg:
		return m.ask(msg)
	case screen.MenuMsg:
		m.menu = msg.Menu
	case paletteMsg:
		m.fillPalette(msg)
	case graceOverMsg:
		m.endGrace(msg)
	case screen.ToastMsg:
		return m.toast(msg)
	case toastOverMsg:
		m.dropToast(msg.id)
	case memory:
		return m.recall(msg)
	case keepMsg:
		if msg.number == m.keeping {
			return m.writePlace()
		}
	case screen.SettingsMsg:
		return m.set(msg.Settings)
	case screen.KeysMsg:
		m.menu = m.keyList()
	case screen.ReportMsg:
		return m.askReport()
	case foundMsg:
		msg.menu.Found(msg.typed, msg.rows)
	case reportedMsg:
		m.reported(msg)
	case screen.FatalMsg:
		m.fatal = msg.Err
	case tickMsg:
		return m.ticked(msg)
	case runsMsg:
		m.watchStates(msg.connections)
		return m.followNew(msg.runs)
	case screen.RunMsg:
		return m.follow(msg)
	case fedMsg:
		return m.fed(msg)
	default:
		return m.broadcast(msg)
	}
	return nil
}

// broadcast hands a message to every open screen: an answer may come after another screen was opened above.
func (m *Model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (m *Model) open(msg screen.OpenMsg) tea.Cmd {
	if msg.From != nil && msg.From != m.top() {
		return nil
	}
	if msg.Kind == screen.Editor && msg.Filled != nil {
		for i, s := range slices.Backward(m.stack) {
			if e, ok := s.(interface{ Fill(setup.Filled) tea.Cmd }); ok {
				return tea.Batch(m.backTo(i), e.Fill(*msg.Filled)) // the editor that asked for the guide
			}
		}
	}
	s := m.make(msg)
	if msg.Replace && len(m.stack) > 1 {
		m.stack, m.opened = m.stack[:len(m.stack)-1], m.opened[:len(m.stack)-1]
	}
	m.stack, m.opened = append(m.stack, s), append(m.opened, screen.OpenMsg{Kind: msg.Kind, Connection: msg.Connection, Order: msg.Order, Run: msg.Run})
	return s.Init()
}

func (m *Model) back() tea.Cmd {
	if len(m.stack) == 1 {
		return nil
	}
	return m.backTo(len(m.stack) - 2)
}
