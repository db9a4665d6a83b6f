// Package screen is what the program and its screens agree on: what a screen is, what it is given, and the messages by
// which screens send a person elsewhere without knowing one another.
package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/setup"
	"cartwire/ui/theme"
)

// Screen is one page of the program. Its methods never block and never touch the book or the engine: commands do.
type Screen interface {
	// Init runs when the screen is opened, and again when it comes to the top.
	Init() tea.Cmd
	// Update takes every message but keys, also while other screens lie above.
	Update(msg tea.Msg) tea.Cmd
	// Key is asked before the key table: text fields and cursors take their keys here.
	Key(msg tea.KeyPressMsg) (used bool, cmd tea.Cmd)
	// Actions is the key table as things stand now.
	Actions() []kit.Action
	// Typing tells whether letters are text now.
	Typing() bool
	// Title is the screen's crumb, Status what stands at the right of it.
	Title() string
	Status() string
	// Draw makes at most height lines of at most width cells.
	Draw(width, height int) ([]string, *kit.Cursor)
}

// Pointed is a screen that takes clicks. x and y are cells of what its Draw made last; open is true where the click means
// what enter does.
type Pointed interface {
	Click(x, y int) (open bool, cmd tea.Cmd)
}

// Wheeled is a screen for which a turn of the wheel is worth fewer key presses than in a list.
type Wheeled interface{ WheelStep() int }

// Holder is a screen that would lose something if it were left without a question.
type Holder interface {
	// Holds says what, in a sentence; empty: nothing.
	Holds() string
}

// Env is what every screen of one session is given. It is the session's own: nothing in it is shared with another one
// but the book and the engine.
type Env struct {
	Ctx    context.Context // ends with the session
	Book   *store.Book     // for commands only
	Engine *syncer.Engine  // for commands only
	Theme  *theme.Theme
	Now    time.Time // the last tick of the clock; nobody reads another one

	Who, From string // who sits here, and where: for the book's activity

	AllowHost       string // a host:port without TLS that the program vouches for
	CredentialsFile string // offered where credentials are loaded; its name is never shown

	// Denied is why the person's role is not enough for something; empty where it is.
	Denied func(role.Role) string

	Home     string         // stands for ~ in a file's name
	NoFiles  bool           // the person may not name files of this computer
	Dir      string         // where a file lies that is named without a folder; "": in the process's own
	Folders  []setup.Folder // where a downloaded credentials file may lie
	Remote   bool           // the session came over SSH: the browser is on another computer
	Practise Practise       // starts a practice store; nil: this session can't

	// Runs holds the latest snapshot of each connection's job, as far as the program has seen one.
	Runs map[store.ConnectionID]syncer.Snapshot
	// Absolute is set where times are told as such, not as how long ago they were; in Zone.
	Absolute bool
	Zone     *time.Location
	// States are how the screens were left, by the names under which they are kept.
	States map[string]store.ScreenState

	// After sends msg later.
	After func(d time.Duration, msg tea.Msg) tea.Cmd

	posted []tea.Msg
}

// Invite is what an empty screen says that one can do, below an empty line; nothing where the person's role is not enough for it.
func (e *Env) Invite(needed role.Role, say ...string) []string {
	if e.Denied(needed) != "" {
		return nil
	}
	return append([]string{""}, say...)
}

// Practise starts a store to practise on, or tells of the one that runs already. It lives as long as the program.
type Practise func(ctx context.Context) (PracticeStore, error)

// PracticeStore is a store on this machine.
type PracticeStore struct {
	CredentialsFile []byte // the text that BigCommerce would download
	Host            string // host:port, which may be spoken to without TLS
}

// Post sends a message that is handled before the next key is: a key typed ahead never meets the old screen.
func (e *Env) Post(msg tea.Msg) { e.posted = append(e.posted, msg) }

// Posted takes what was posted.
func (e *Env) Posted() []tea.Msg {
	p := e.posted
	e.posted = nil
	return p
}

// Say shows a notice.
func (e *Env) Say(tone kit.Tone, sentence string) {
	e.Post(ToastMsg{kit.Toast{Tone: tone, Say: sentence}})
}

// Note is a line of the book's activity: what the person of this session did.
func (e *Env) Note(id store.ConnectionID, what string) store.Activity {
	return store.Activity{Who: e.Who, From: e.From, Connection: id, What: what}
}

// Running is the connection's job under way.
func (e *Env) Running(id store.ConnectionID) (syncer.Snapshot, bool) {
	s, ok := e.Runs[id]
	return s, ok && !s.Ended
}
