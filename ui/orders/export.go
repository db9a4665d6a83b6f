package orders

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
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
	name := fmt.Sprintf("~/orders-%s.%s", s.env.Now.Format(time.DateOnly), e.format)
	in := kit.NewInput(name)
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Export to a file", Say: []string{"The file is written on the computer that Cartwire runs on. One that is there already stays: choose another name."},
		Input: &in, Buttons: []string{"Export", "Cancel"},
		Check: func(value string) string {
			if strings.TrimSpace(value) == "" {
				return "Enter the file's name."
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			s.env.Say(kit.Info, "Writing the orders. You can go on meanwhile.")
			return s.export(e, strings.TrimSpace(value))
		},
	}})
}

type exportedMsg struct {
	screen *Screen
	file   string
	count  int
	err    error
}

// export writes the file; it appears under its name only when it is whole.
func (s *Screen) export(e exporting, name string) tea.Cmd {
	env, conn, connName, q := s.env, s.id, s.name, s.find.query(s.id)
	name = env.File(name)
	return func() tea.Msg {
		ids, err := writeOrders(env.Ctx, env.Book, conn, connName, q, e, name)
		if err == nil {
			err = env.Book.Update(func(tx *store.Tx) error {
				return tx.AddActivity(env.Note(conn, fmt.Sprintf("Exported %s to a file.", kit.Of(len(ids), "order"))))
			})
		}
		if err == nil && e.onlyNew {
			err = env.Book.MarkExported(conn, ids, time.Time{})
		}
		return exportedMsg{screen: s, file: name, count: len(ids), err: err}
	}
}

// exportPage is how many orders are read at once.
const exportPage = 500

// writeOrders writes what a search finds, page by page.
func writeOrders(ctx context.Context, book *store.Book, conn store.ConnectionID, connName string, q store.OrderSearch, e exporting, name string) (ids []uint64, err error) {
	if _, err := os.Stat(name); err == nil {
		return nil, fmt.Errorf("%s is there already. Choose another name, so that nothing is overwritten.", filepath.Base(name)) //lint:ignore ST1005 a sentence for a person
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".cartwire-export-*")
	if err != nil {
		return nil, fileError(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fileError(err), file.Close())
			_ = os.Remove(file.Name()) // what was written is of no use
		}
	}()
	buffer := bufio.NewWriterSize(file, 64<<10)
	w := sheet.NewOrderWriter(buffer, e.format)
	var behind store.OrderPlace
	for more := true; more; {
		var found []store.FoundOrder
		if found, more, err = book.FindOrders(ctx, q, behind, exportPage); err != nil {
			return nil, err
		}
		wanted := make([]uint64, len(found))
		for i := range found {
			wanted[i], behind = found[i].StoreOrderID, found[i].Place
		}
		var done map[uint64]bool
		if e.onlyNew {
			if done, err = book.Exported(conn, wanted); err != nil {
				return nil, err
			}
		}
		for i := range found {
			if done[wanted[i]] {
				continue
			}
			line := sheet.NewOrderLine(connName, found[i].Order)
			if err = w.Write(&line); err != nil {
				return nil, err
			}
			ids = append(ids, wanted[i])
		}
	}
	if err = errors.Join(w.Flush(), buffer.Flush(), file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	return ids, os.Rename(file.Name(), name)
}

// fileError says in a sentence why a file can't be written.
func fileError(err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return fmt.Errorf("The file can't be written: %w. Choose another place, or make room.", path.Err) //lint:ignore ST1005 a sentence for a person
	}
	return err
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
	s.env.Say(kit.Done, fmt.Sprintf("%s written to %s.", kit.Of(msg.count, "order"), text.Clean(msg.file)))
	return s.again()
}
