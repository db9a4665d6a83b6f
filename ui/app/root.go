package app

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
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
	fatal         error
	overlay       kit.Rect // where the dialog, menu or help was drawn last

	theme  string // "auto", "dark", "light", "plain"
	bright bool   // the terminal's background
	mute   bool   // the mouse is left to the terminal, so that text can be selected

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
	mode := theme.Dark
	if cfg.NoColor {
		mode = theme.Plain
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &Model{cfg: cfg, close: cancel, names: map[store.ConnectionID]string{}, theme: "auto"}
	m.env = &screen.Env{
		Ctx: ctx, Book: cfg.Book, Engine: cfg.Engine, Who: cfg.Who, From: cfg.From, Now: cfg.Now(), Theme: theme.New(mode, cfg.ASCII),
		AllowHost: cfg.AllowInsecureHost, CredentialsFile: cfg.CredentialsFile,
		Home: cfg.Home, Folders: setup.Folders(cfg.Folder, cfg.Home), Remote: cfg.Remote, Practise: cfg.Practise,
		Runs: map[store.ConnectionID]syncer.Snapshot{},
	}
	m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd { return later(ctx, d, f) }
	m.env.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
		return m.wait(d, func() tea.Msg { return msg })
	}
	m.stack = []screen.Screen{m.make(screen.OpenMsg{Kind: screen.Connections})}
	return m
}

// Close ends what waits in the background; what the engine runs goes on.
func (m *Model) Close() { m.close() }

// Init asks for the time, the background's colour, and what is running already.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.clock(0), m.findRuns(), m.top().Init(), m.welcome()}
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
	cmds = append(cmds, m.hurry())
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
		return m.back()
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
	case screen.FatalMsg:
		m.fatal = msg.Err
	case tickMsg:
		return m.ticked(msg)
	case runsMsg:
		return m.followNew(msg)
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
		m.stack[len(m.stack)-1] = s
	} else {
		m.stack = append(m.stack, s)
	}
	return s.Init()
}

func (m *Model) back() tea.Cmd {
	if len(m.stack) == 1 {
		return nil
	}
	m.stack = m.stack[:len(m.stack)-1]
	return m.top().Init()
}
