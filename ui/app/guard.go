package app

import (
	"path/filepath"
	"reflect"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/report"
)

// guard stands between Bubble Tea and the model: Bubble Tea prints a panic's stack onto the terminal, and whoever sits
// there can do nothing with it. A panic ends the program, with a sentence, and what is known of it goes into a file.
type guard struct {
	model tea.Model
	crash func(value any) *report.CrashError
	fell  atomic.Pointer[report.CrashError]
	end   func() // ends the program from outside of Update
}

// crashedMsg is a command that has panicked; fell says the rest.
type crashedMsg struct{}

func newGuard(m *Model) *guard {
	folder := filepath.Dir(m.cfg.Book.Path())
	return &guard{model: m, crash: func(value any) *report.CrashError { return report.Crash(folder, m.cfg.Now(), value) }}
}

// caught is deferred by all that may panic.
func (g *guard) caught(then func()) {
	if r := recover(); r != nil {
		g.fell.CompareAndSwap(nil, g.crash(r))
		then()
	}
}

func (g *guard) Init() (cmd tea.Cmd) {
	defer g.caught(func() { cmd = tea.Quit })
	return g.watch(g.model.Init())
}

func (g *guard) Update(msg tea.Msg) (me tea.Model, cmd tea.Cmd) {
	me = g // on every way out
	if g.fell.Load() != nil {
		return me, tea.Quit
	}
	defer g.caught(func() { cmd = tea.Quit })
	_, cmd = g.model.Update(msg) // the model is changed in place
	return me, g.watch(cmd)
}

func (g *guard) View() (v tea.View) {
	if g.fell.Load() != nil {
		return tea.View{}
	}
	defer g.caught(func() {
		v = tea.View{}
		if g.end != nil {
			go g.end() // the loop that draws takes the message
		}
	})
	return g.model.View()
}

// watch wraps a command, and all that it turns out to consist of.
func (g *guard) watch(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.caught(func() { msg = crashedMsg{} })
		msg = cmd()
		// A batch, or a sequence, whose type has no name outside of Bubble Tea: both are lists of commands.
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				v.Index(i).Set(reflect.ValueOf(g.watch(v.Index(i).Interface().(tea.Cmd))))
			}
		}
		return msg
	}
}
