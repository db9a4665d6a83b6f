// Package app is the program with screens: the root model, its layout, its key table and the feeds of running jobs.
package app

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// Config is what the program is opened on. Book and Engine stay the caller's: Run closes neither.
type Config struct {
	Book   *store.Book
	Engine *syncer.Engine
	In     io.Reader // nil: the terminal
	Out    io.Writer // nil: the terminal

	NoColor bool // NO_COLOR or --no-color
	ASCII   bool // the terminal has no Unicode

	// AllowInsecureHost is a host:port that needs no question before a token is sent to it without TLS. Only `demo`
	// sets it, to its own sandbox.
	AllowInsecureHost string
	// CredentialsFile is offered where credentials are loaded. Its name counts as a secret and is not shown.
	CredentialsFile string
	// Home and Folder are the person's home and the current folder: a downloaded credentials file is looked for in Folder
	// and in Home's Downloads. Empty: nowhere.
	Home, Folder string
	// Remote is set where the session came over SSH: then the browser's downloads are on another computer.
	Remote bool
	// Who is named in the book's activity, and From where they sit: "terminal" or "SSH".
	Who, From string
	// Limits are what the person may do; nil: everything.
	Limits *Limits
	// Practise starts a store to practise on; nil: it can't be offered.
	Practise screen.Practise
	// Dir is where a file lies that is named without a folder; "": in the process's own.
	Dir string
	// Visit is how a person sits at another process's terminal; nil: at this one's.
	Visit *Visit
	// Windows tells how many others have windows that would close with this program; nil: nobody can.
	Windows func() int
	// Crowd is how many sessions there are; nil: this one alone.
	Crowd func() int
	// Local is the person's time zone; nil for the machine's.
	Local *time.Location
	// Now is the clock; nil for the machine's. Only commands read it.
	Now func() time.Time
}

// Visit is a terminal that is not this process's own.
type Visit struct {
	Environ       []string // NAME=value, of the terminal
	Width, Height int
	Resizes       <-chan tea.WindowSizeMsg // may be nil; never closed
	Colors        colorprofile.Profile
}

// ErrInterrupted is returned where a signal ended the program.
var ErrInterrupted = errors.New("interrupted")

// Run shows the program until the person quits or ctx ends. Jobs under way go on in the engine. Errors: ErrInterrupted,
// *report.CrashError, the terminal's own.
func Run(ctx context.Context, cfg Config) error {
	m := New(cfg)
	defer m.Close()
	defer context.AfterFunc(ctx, m.Close)()
	g := newGuard(m)
	p, _ := program(ctx, cfg, g)
	g.end = p.Quit
	if cfg.Visit != nil {
		defer resize(p, cfg.Visit.Resizes)()
	}
	_, err := p.Run()
	if fell := g.fell.Load(); fell != nil {
		return fell
	}
	switch {
	case ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return ErrInterrupted
	case err != nil:
		return err
	}
	return nil
}

// The largest window that is drawn.
const (
	maxWidth  = 1000
	maxHeight = 500
)

// within bounds a window's size. It may stand among what is typed, where anybody may write it, and what a frame costs is
// this process's.
func within(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		return tea.WindowSizeMsg{Width: min(max(size.Width, 1), maxWidth), Height: min(max(size.Height, 1), maxHeight)}
	}
	return msg
}

// resize tells the program the sizes of a terminal that is not this process's own, until the function it returns is called.
func resize(p *tea.Program, sizes <-chan tea.WindowSizeMsg) (end func()) {
	ended := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case size := <-sizes:
				p.Send(size)
			case <-ended:
				return
			}
		}
	})
	return func() {
		close(ended)
		wg.Wait()
	}
}

// program puts a model on the terminal that cfg names. More options win over its own.
func program(ctx context.Context, cfg Config, model tea.Model, more ...tea.ProgramOption) (*tea.Program, *rest) {
	r := &rest{}
	opts := append(options(ctx, cfg), tea.WithFilter(r.filter))
	r.program = tea.NewProgram(model, append(opts, more...)...)
	return r.program, r
}

func options(ctx context.Context, cfg Config) []tea.ProgramOption {
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(fps)}
	in, out := cfg.In, cfg.Out
	if cfg.Visit != nil {
		in = newBoundedKeys(in)
		out = ssh.NewPtyWriter(out) // Bubble Tea takes a line feed for the start of a line, and where keys are raw it is none
	}
	if in != nil {
		opts = append(opts, tea.WithInput(in))
	}
	if out != nil {
		opts = append(opts, tea.WithOutput(out))
	}
	if cfg.NoColor {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	if v := cfg.Visit; v != nil {
		opts = append(opts, tea.WithoutSignalHandler(), tea.WithEnvironment(v.Environ),
			tea.WithWindowSize(min(v.Width, maxWidth), min(v.Height, maxHeight)))
		if !cfg.NoColor {
			opts = append(opts, tea.WithColorProfile(v.Colors))
		}
	}
	return opts
}
