package activity

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

// exportedMsg is how an export went.
type exportedMsg struct {
	screen *Screen
	path   string
	lines  int
	err    error
}

// askExport asks for the file to write.
func (s *Screen) askExport() tea.Cmd {
	name := "cartwire-activity-" + s.env.Now.UTC().Format(time.DateOnly) + ".csv"
	if s.env.Home != "" {
		name = "~" + string(filepath.Separator) + name
	}
	say := "Type the file to write; ~ is the home folder. A name that ends in .jsonl gets JSON Lines, any other CSV."
	if s.env.Remote {
		say += " It is written on the computer that Cartwire runs on."
	}
	files.Question{Title: "Export the activity", Say: say, Name: name, Do: "Export"}.Ask(s.env, s.export)
	return nil
}

// export writes the lines that the filters choose, the oldest last, as they are listed.
func (s *Screen) export(name string) tea.Cmd {
	s.busy = true
	book, ctx, path, names, q := s.env.Book, s.env.Ctx, s.env.File(name), s.names, s.query
	q.Text = s.filter.Value()
	return func() tea.Msg {
		msg := exportedMsg{screen: s, path: path}
		msg.err = files.Write(path, func(to io.Writer) (err error) {
			msg.lines, err = write(ctx, book, q, names, to, strings.EqualFold(filepath.Ext(path), ".jsonl"))
			return err
		})
		return msg
	}
}

// line is a line as JSON Lines has it.
type line struct {
	At         string `json:"at"`
	Who        string `json:"who"`
	From       string `json:"from,omitempty"`
	Connection string `json:"connection,omitempty"`
	What       string `json:"what"`
}

func write(ctx context.Context, book *store.Book, q store.ActivityQuery, names map[store.ConnectionID]string, to io.Writer, asJSON bool) (n int, err error) {
	w, enc := sheet.NewCSVWriter(to), text.NewJSONEncoder(to)
	if !asJSON {
		if err := w.Write("at", "who", "from", "connection", "what"); err != nil {
			return 0, err
		}
	}
	for before := uint64(0); ; {
		page, next, err := book.ActivityPage(q, before, 1000)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return n, err
		}
		for _, a := range page {
			l := line{stamp(a.At), a.Who, a.From, names[a.Connection], a.What}
			if asJSON {
				err = enc.Encode(l)
			} else {
				err = w.Write(l.At, l.Who, l.From, l.Connection, l.What)
			}
			if err != nil {
				return n, err
			}
			n++
		}
		if before = next; next == 0 {
			return n, w.Flush()
		}
	}
}

func (s *Screen) exported(msg exportedMsg) {
	s.busy = false
	if msg.err != nil {
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return
	}
	s.env.Say(kit.Done, kit.Of(msg.lines, "line")+" written to "+s.env.Shown(msg.path)+".")
}
