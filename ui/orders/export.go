package orders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

// exporting is what one export writes.
type exporting struct {
	format  string // "csv" or "jsonl"
	onlyNew bool   // those that were not exported before, which are marked then
}

// askExport asks what is to be written.
func (s *Screen) askExport() tea.Cmd {
	listed := "all orders"
	if s.find.on() {
		listed = "the orders that are found"
	}
	row := func(label, say string, e exporting) kit.Row {
		return kit.Row{Label: label, Say: say, Do: func() tea.Cmd { s.askFile(e); return nil }}
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu("Export", "type a few letters", []kit.Row{
		row("CSV", listed+", a row for each line, for a spreadsheet", exporting{format: "csv"}),
		row("JSON Lines", listed+", one a line, for a program", exporting{format: "jsonl"}),
		row("New as CSV", "only those not exported before; they are marked", exporting{format: "csv", onlyNew: true}),
		row("New as JSON Lines", "only those not exported before; they are marked", exporting{format: "jsonl", onlyNew: true}),
	})})
	return nil
}

// askFile asks where to.
func (s *Screen) askFile(e exporting) {
	files.Question{
		Title: "Export to a file", Name: fmt.Sprintf("~/orders-%s.%s", s.env.Now.Format(time.DateOnly), e.format), Do: "Export",
		Say: "The file is written on the computer that Cartwire runs on. One that is there already stays: choose another name.",
	}.Ask(s.env, func(name string) tea.Cmd {
		s.env.Say(kit.Info, "Writing the orders. You can go on meanwhile.")
		return s.export(e, name)
	})
}

type exportedMsg struct {
	screen *Screen
	file   string
	count  int
	err    error
}

// export writes the file.
func (s *Screen) export(e exporting, name string) tea.Cmd {
	env, conn, path := s.env, s.id, s.env.File(name)
	out := writing{book: env.Book, conn: conn, name: s.name, query: s.find.query(s.id), exporting: e}
	return func() tea.Msg {
		err := files.Write(path, func(to io.Writer) error { return out.write(env.Ctx, to) })
		if err == nil {
			err = env.Book.Update(func(tx *store.Tx) error {
				return tx.AddActivity(env.Note(conn, fmt.Sprintf("Exported %s to a file.", kit.Of(len(out.ids), "order"))))
			})
		}
		if err == nil && e.onlyNew {
			err = env.Book.MarkExported(conn, out.ids, time.Time{})
		}
		return exportedMsg{screen: s, file: path, count: len(out.ids), err: err}
	}
}

// exportPage is how many orders are read at once.
const exportPage = 500

// writing is an export under way.
type writing struct {
	exporting
	book  *store.Book
	conn  store.ConnectionID
	name  string // the connection's
	query store.OrderSearch
	ids   []uint64 // of the orders that were written
}

// write writes what the search finds, page by page.
func (o *writing) write(ctx context.Context, to io.Writer) error {
	w := sheet.NewOrderWriter(to, o.format)
	var behind store.OrderPlace
	for more := true; more; {
		var found []store.FoundOrder
		var err error
		if found, more, err = o.book.FindOrders(ctx, o.query, behind, exportPage); err != nil {
			return err
		}
		if len(found) > 0 {
			behind = found[len(found)-1].Place
		}
		if err := o.page(w, found); err != nil {
			return err
		}
	}
	return w.Flush()
}

// page writes the orders of a page that are wanted.
func (o *writing) page(w sheet.OrderWriter, found []store.FoundOrder) error {
	ids := make([]uint64, len(found))
	for i := range found {
		ids[i] = found[i].StoreOrderID
	}
	var done map[uint64]bool
	if o.onlyNew {
		var err error
		if done, err = o.book.Exported(o.conn, ids); err != nil {
			return err
		}
	}
	for i, id := range ids {
		if done[id] {
			continue
		}
		line := sheet.NewOrderLine(o.name, found[i].Order)
		if err := w.Write(&line); err != nil {
			return err
		}
		o.ids = append(o.ids, id)
	}
	return nil
}

// wrote tells how an export went.
func (s *Screen) wrote(msg exportedMsg) tea.Cmd {
	switch {
	case msg.screen != s || errors.Is(msg.err, context.Canceled):
		return nil
	case msg.err != nil:
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return nil
	}
	s.env.Say(kit.Done, fmt.Sprintf("%s written to %s.", kit.Of(msg.count, "order"), s.env.Shown(msg.file)))
	return s.again()
}
