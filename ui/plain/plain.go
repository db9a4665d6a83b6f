package plain

import (
	"context"
	"errors"
	"io"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Practice is a store of the program's own to practise on.
type Practice struct {
	Host            string // host:port that needs no question before a token is sent to it
	CredentialsFile []byte // the text that BigCommerce would download
}

// Config is what the prompts are opened on. Book and Engine stay the caller's: Run closes neither.
type Config struct {
	Book   *store.Book
	Engine *syncer.Engine
	In     io.Reader
	Out    io.Writer
	Now    func() time.Time
	Who    string // the user of the machine, for the book's activity
	From   string // where they sit

	// Practise starts a practice store that lasts as long as the program, or gives the one that runs; nil: none can be had.
	Practise func(context.Context) (Practice, error)
	// Home and Folder are the person's home and the current folder: a downloaded credentials file is looked for in Folder
	// and in Home's Downloads. Empty: nowhere.
	Home, Folder string
	// Dir is where a file lies that is named without a folder; "": in the process's own.
	Dir string
	// Remote: the person came over SSH, so that what the browser downloads lies on another computer.
	Remote bool
	// AllowInsecureHost is a host:port that the program itself vouches for: the demo's own sandbox.
	AllowInsecureHost string
}

// session is one person's way through the questions.
type session struct {
	Config
	*prompt
	allow string          // a host that needs no question
	last  syncer.Snapshot // how the job that ran last has ended
}

// Run asks until the person quits or ctx ends. Errors: ErrEnded where the input ended before the end of something,
// ctx's, the book's.
func Run(ctx context.Context, cfg Config) error {
	s := &session{Config: cfg, prompt: newPrompt(cfg.In, cfg.Out), allow: cfg.AllowInsecureHost}
	s.say("Cartwire, without a screen. Answers are numbers or words, each followed by enter.")
	s.say("At every question, a full stop alone goes back, and a question mark lists the choices again.")
	return s.home(ctx)
}

// home is the list of connections and what can be done from there. The end of the input is no end in the middle here.
func (s *session) home(ctx context.Context) error {
	for {
		list, err := s.Book.Connections()
		if err != nil {
			return err
		}
		menu := menu{}
		for _, c := range list {
			line, err := s.connectionLine(c)
			if err != nil {
				return err
			}
			menu.add(line, func() error { return s.connection(ctx, c.ID) })
		}
		if err := s.addWays(ctx, &menu); err != nil {
			return err
		}
		menu.add("Quit", nil)
		title := "Ecommerce Integration:"
		if len(list) == 0 {
			title = "Ecommerce Integration. No store is connected yet:"
		}
		s.gap()
		i, err := s.choose(ctx, title, menu.labels...)
		switch {
		case errors.Is(err, errBack), errors.Is(err, ErrEnded), err == nil && menu.do[i] == nil:
			s.say("Goodbye.")
			return nil
		case err != nil:
			return err
		}
		if err := menu.do[i](); err != nil && !errors.Is(err, errBack) {
			return err
		}
	}
}

// menu is a list of choices, each with what it does.
type menu struct {
	labels []string
	do     []func() error
}

func (m *menu) add(label string, do func() error) {
	m.labels, m.do = append(m.labels, label), append(m.do, do)
}

// pick asks for one of the choices and does it; one that does nothing is errBack.
func (s *session) pick(ctx context.Context, title string, m menu) error {
	i, err := s.choose(ctx, title, m.labels...)
	if err != nil {
		return err
	}
	if m.do[i] == nil {
		return errBack
	}
	return m.do[i]()
}

// stay does something and stays where it is: going back from it comes back here.
func stay(err error) error {
	if errors.Is(err, errBack) {
		return nil
	}
	return err
}
