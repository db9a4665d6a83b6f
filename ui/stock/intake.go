package stock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

// maxBad is how many wrong rows are shown: a file may have millions.
const maxBad = 500

// intake is a file that was checked, before it is imported. Its texts are clean.
type intake struct {
	path     string
	name     string
	rows     int
	bad      int
	says     []string // of the wrong rows, the first ones
	new      int
	changed  int
	same     int
	unknown  int
	some     []string
	writing  bool
	scroll   kit.Scroll
	location string // where rows go that name none
}

// checkedMsg is a file that was checked, or why it can't be read.
type checkedMsg struct {
	screen *Screen
	intake *intake
	err    error
}

// importedMsg is how an import went.
type importedMsg struct {
	screen       *Screen
	new, changed int
	bad          int
	err          error
}

// check reads a file and writes nothing: what is wrong with it, and what it would change.
func (s *Screen) check(path string) tea.Cmd {
	book, ctx, at := s.env.Book, s.env.Ctx, s.place()
	return func() tea.Msg {
		msg := checkedMsg{screen: s, intake: &intake{path: path, name: text.Clean(filepath.Base(path)), location: at.Name}}
		msg.err = msg.intake.read(ctx, book, at.ID)
		return msg
	}
}

func (in *intake) read(ctx context.Context, book *store.Book, at store.LocationID) error {
	seen := map[string]bool{}
	return eachCount(ctx, book, in.path, at, &in.rows, func(n sheet.Count) error {
		key := store.NormalSKU(n.SKU) + "\x00" + fmt.Sprint(n.At)
		if seen[key] {
			return nil // the last one counts, and is counted once
		}
		if len(seen) < maxSeen {
			seen[key] = true
		}
		return in.foresee(book, n)
	}, func(wrong *sheet.RowError) {
		if in.bad += len(wrong.Lines); len(in.says) < maxBad {
			in.says = append(in.says, text.Clean(wrong.Error()))
		}
	})
}

// maxSeen bounds how many counts are told apart while a file is looked through.
const maxSeen = 200_000

// foresee counts what a row would do.
func (in *intake) foresee(book *store.Book, n sheet.Count) error {
	return book.View(func(tx *store.Tx) error {
		if _, err := tx.Item(n.SKU); errors.Is(err, store.ErrNotFound) {
			if in.unknown++; len(in.some) < 3 {
				in.some = append(in.some, text.Clean(n.SKU))
			}
		} else if err != nil {
			return err
		}
		now, err := tx.StockAt(n.SKU, n.At)
		switch {
		case errors.Is(err, store.ErrNotFound):
			in.new++
		case err != nil:
			return err
		case is(n.OnHand, now.OnHand) && is(n.OnOrder, now.OnOrder) && is(n.Vendor, now.VendorQuantity):
			in.same++
		default:
			in.changed++
		}
		return nil
	})
}

// is tells whether a cell leaves a number as it is.
func is(cell *int, n int) bool { return cell == nil || *cell == n }

// eachCount reads a file of counts. Rows that name no location are of the given one. Errors are a person's sentences.
func eachCount(ctx context.Context, book *store.Book, path string, at store.LocationID, rows *int, do func(sheet.Count) error, bad func(*sheet.RowError)) error {
	places, err := book.Locations()
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return screen.Problem("There is no file of this name. Check the path.")
	case errors.Is(err, fs.ErrPermission):
		return screen.Problem("The file may not be read. Change its permissions, or choose another one.")
	case err != nil:
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return screen.Problem("This is no file that can be read twice. Save it as a file first.")
	}
	src, err := sheet.Open(f, sheet.StockColumns, path, "")
	if err != nil {
		return err
	}
	p := &sheet.StockReader{Locations: places, Fallback: at}
	return sheet.Each(ctx, src, rows, func(row *sheet.Row) error {
		n, err := p.Read(row)
		if err != nil {
			return err
		}
		return do(n)
	}, bad)
}

// checked opens the page of the file, or says why it can't be read; the menu of files stays open for another try.
func (s *Screen) checked(msg checkedMsg) {
	if msg.err != nil {
		s.env.Say(kit.Failure, text.Clean(sentence(msg.err)))
		return
	}
	s.env.Post(screen.MenuMsg{})
	s.intake = msg.intake
}

func sentence(err error) string {
	if wrong, ok := errors.AsType[*sheet.RowError](err); ok {
		return wrong.Error()
	}
	return err.Error()
}

// take imports the good rows.
func (s *Screen) importGood() tea.Cmd { return s.importRows(false) }

// importRows is importGood; sure: the person has confirmed how far the counts rise.
func (s *Screen) importRows(sure bool) tea.Cmd {
	in := s.intake
	in.writing = true
	book, ctx, at, env := s.env.Book, s.env.Ctx, s.place(), s.env
	who := env.Note(0, "")
	return func() tea.Msg {
		msg := importedMsg{screen: s}
		w := &sheet.StockWriter{Book: book, AskRise: !sure, Sure: sure}
		defer w.Drop()
		rows := 0
		err := eachCount(ctx, book, in.path, at.ID, &rows, w.Add, func(wrong *sheet.RowError) { msg.bad += len(wrong.Lines) })
		if err == nil && (rows != in.rows || msg.bad != in.bad) {
			err = screen.Problem("The file was changed while it was read, so nothing was imported. Import it again.")
		}
		if err == nil {
			err = w.Flush(ctx)
		}
		msg.new, msg.changed = w.New, w.Updated
		if w.New+w.Updated > 0 {
			who.What = fmt.Sprintf("Imported counts: %d new, %d changed.", w.New, w.Updated)
			err = errors.Join(err, book.Update(func(tx *store.Tx) error { return tx.AddActivity(who) }))
		}
		msg.err = err
		return msg
	}
}

func (s *Screen) imported(msg importedMsg) tea.Cmd {
	if rise, ok := errors.AsType[*syncer.RiseError](msg.err); ok && s.intake != nil {
		s.intake.writing = false
		s.askRise(rise, []string{"Import them", "Keep the book"}, func() tea.Cmd { return s.importRows(true) })
		return nil
	}
	s.intake = nil
	if msg.err != nil && !errors.Is(msg.err, io.EOF) {
		s.env.Say(kit.Failure, text.Clean(sentence(msg.err)))
		return s.again()
	}
	say := fmt.Sprintf("Imported: %s new, %s changed", kit.Count(msg.new), kit.Count(msg.changed))
	tone := kit.Done
	if msg.bad > 0 {
		say, tone = say+", "+kit.Of(msg.bad, "wrong row")+" left out", kit.Caution
	}
	s.env.Say(tone, say+".")
	return s.again()
}

// intakeActions are the keys of the page of a file.
func (s *Screen) intakeActions() []kit.Action {
	in := s.intake
	why := ""
	switch {
	case in.writing:
		why = "it is under way."
	case in.rows-in.bad == 0:
		why = "the file has no good row."
	case in.new+in.changed == 0:
		why = "the counts are like this already."
	}
	label, help := "import", "Write the file's counts into the book."
	if in.bad > 0 {
		label, help = "import the good rows", "Write the counts of the good rows into the book, and leave the wrong ones out."
	}
	return []kit.Action{
		{ID: "import-rows", Keys: []string{"enter"}, Label: label, Help: help, Why: why, Do: s.importGood},
		{ID: "back", Keys: []string{"esc"}, Label: "leave it", Help: "Go back and import nothing.", Do: func() tea.Cmd { s.intake = nil; return nil }},
		{ID: "check-again", Keys: []string{"r"}, Label: "check again", Help: "Read the file again, after mending it.", Do: func() tea.Cmd { return s.check(in.path) }},
		{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Label: "scroll", Help: "Scroll; also pgup, pgdown, home and end.", Do: kit.Nothing},
	}
}

// drawIntake makes the page of a file: what is right, what is wrong, and what would change.
func (s *Screen) drawIntake(width, height int) []string {
	in, t := s.intake, s.env.Theme
	var lines []string
	put := func(tone kit.Tone, say string) {
		lines = append(lines, kit.Toast{Tone: tone, Say: say}.Draw(t, width, 3)...)
	}
	lines = append(lines, "  "+t.Title.Render(text.Truncate(in.name, width-4, t.Glyphs.Ellipsis)), "")
	if in.bad == 0 {
		put(kit.Done, fmt.Sprintf("All %s rows can be imported.", kit.Count(in.rows)))
	} else {
		put(kit.Failure, fmt.Sprintf("%s of %s rows are wrong. Nothing is imported yet.", kit.Count(in.bad), kit.Count(in.rows)))
	}
	put(kit.Info, fmt.Sprintf("Counts: %s new, %s changed, %s as they are.", kit.Count(in.new), kit.Count(in.changed), kit.Count(in.same)))
	if in.unknown > 0 {
		names := strings.Join(in.some, ", ")
		if in.unknown > len(in.some) {
			names += ", " + t.Glyphs.Ellipsis
		}
		put(kit.Caution, fmt.Sprintf("%s with a sku that no imported product has (%s): right for parts of kits, else check the sku.", kit.Of(in.unknown, "count"), names))
	}
	if in.location != "" {
		lines = append(lines, "  "+t.Dim.Render(text.Truncate("Rows that name no location are of "+in.location+".", width-2, t.Glyphs.Ellipsis)))
	}
	if in.writing {
		put(kit.Info, "Importing"+t.Glyphs.Ellipsis)
	}
	if len(in.says) > 0 {
		lines = append(lines, "")
	}
	for _, say := range in.says {
		for i, l := range text.Wrap(say, width-4) {
			lead := t.Bad.Render(t.Glyphs.Bad) + " "
			if i > 0 {
				lead = "  "
			}
			lines = append(lines, "  "+lead+l)
		}
	}
	if in.bad > len(in.says) {
		lines = append(lines, "  "+t.Dim.Render(fmt.Sprintf("and %s more", kit.Count(in.bad-len(in.says)))))
	}
	return in.scroll.Window(t, lines, width, height)
}
