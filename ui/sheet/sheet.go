package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Column is one that a sheet may have.
type Column struct {
	Name     string
	Required bool
	Ignored  bool // it may be there, as an export writes it, and is not read
}

// Source reads a file row by row. Errors of Next: io.EOF at the end; *RowError for a row that can't be read, behind
// which the next one can; the file's own.
type Source interface{ Next() (Row, error) }

// sheet reads rows of CSV as spreadsheets write it: with or without a byte order mark, commas or semicolons, LF or CRLF,
// a header whose names stand in any order and case. A row is one line of the file: no cell has a line break.
type sheet struct {
	*lineReader
	sep  byte
	at   map[string]int // the cell of each column
	size int            // cells in a row
}

// Row is a row that could be read.
type Row struct {
	Line  int // from 1
	cells []string
	at    map[string]int
	exact bool // the cells are what is meant: nothing was defused
}

// RowError says what is wrong with a row, or with several that belong together.
type RowError struct {
	Lines  []int // of the file, from 1
	Reason string
}

func (e *RowError) Error() string {
	if len(e.Lines) == 1 {
		return fmt.Sprintf("Line %d: %s", e.Lines[0], e.Reason)
	}
	words := make([]string, len(e.Lines))
	for i, n := range e.Lines {
		words[i] = strconv.Itoa(n)
	}
	return fmt.Sprintf("Lines %s: %s", strings.Join(words, ", "), e.Reason)
}

// Get is the row's cell in a column, without spaces around it; "" where the sheet doesn't have the column. The mark that
// keeps a spreadsheet from taking a text for a formula is taken off again, see CSVWriter.
func (r *Row) Get(name string) string {
	i, ok := r.at[name]
	if !ok {
		return ""
	}
	cell := strings.TrimSpace(r.cells[i])
	if rest, marked := strings.CutPrefix(cell, "'"); marked && !r.exact && formula(rest) {
		return rest
	}
	return cell
}

// Bad is an error of this row.
func (r *Row) Bad(format string, args ...any) error {
	return &RowError{[]int{r.Line}, fmt.Sprintf(format, args...)}
}

// Number reads a cell as a whole number; ok is false where the cell is empty.
func (r *Row) Number(name string) (n int, ok bool, err error) {
	cell := r.Get(name)
	if cell == "" {
		return 0, false, nil
	}
	n, err = strconv.Atoi(cell)
	if err != nil {
		return 0, false, r.Bad("%s %q is not a whole number, such as 12.", name, cell)
	}
	return n, true, nil
}

// openSheet reads the header. Errors: *HeaderError naming the columns that are unknown, twice there or missing.
func openSheet(in *lineReader, known []Column) (*sheet, error) {
	s := &sheet{lineReader: in, at: map[string]int{}}
	raw, err := s.nextLine()
	switch {
	case errors.Is(err, io.EOF):
		return nil, headerf("The file is empty. Its first line has to name the columns: %s.", columnNames(known))
	case err != nil:
		return nil, err
	}
	header := string(raw)
	s.sep = ','
	if strings.Count(header, ";") > strings.Count(header, ",") {
		s.sep = ';'
	}
	names, problem := splitRow(header, s.sep)
	if problem != "" {
		return nil, &RowError{[]int{s.line}, problem}
	}
	s.size = len(names)
	return s, s.arrange(names, known)
}

// arrange finds the columns by the header's names.
func (s *sheet) arrange(names []string, known []Column) error {
	var unknown []string
	for i, name := range names {
		name = strings.TrimSpace(name)
		key := strings.ToLower(name)
		_, twice := s.at[key]
		switch {
		case name == "": // a separator at the end of every line
		case !slices.ContainsFunc(known, func(c Column) bool { return c.Name == key }):
			unknown = append(unknown, strconv.Quote(name))
		case twice:
			return headerf("The column %s is there twice. Leave one out.", key)
		default:
			s.at[key] = i
		}
	}
	if len(unknown) > 0 {
		return headerf("Not known as columns: %s. Known: %s.", strings.Join(unknown, ", "), columnNames(known))
	}
	var missing []string
	for _, c := range known {
		if _, ok := s.at[c.Name]; !ok && c.Required {
			missing = append(missing, c.Name)
		}
	}
	if len(missing) > 0 {
		return headerf("The file's first line has to name the columns, and these are missing: %s.", strings.Join(missing, ", "))
	}
	return nil
}

func columnNames(known []Column) string {
	var names []string
	for _, c := range known {
		if !c.Ignored {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// Next reads the next row that is not empty.
func (s *sheet) Next() (Row, error) {
	for {
		raw, err := s.nextLine()
		if err != nil {
			return Row{}, err
		}
		row := Row{Line: s.line, at: s.at}
		if !utf8.Valid(raw) {
			return row, row.Bad("It is not UTF-8 text. Save the file as \"CSV UTF-8\".")
		}
		cells, problem := splitRow(string(raw), s.sep)
		if problem != "" {
			return row, row.Bad("%s", problem)
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		for len(cells) > s.size && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) != s.size {
			return row, row.Bad("It has %d cells, and the first line of the file has %d.", len(cells), s.size)
		}
		row.cells = cells
		return row, nil
	}
}

// splitRow splits a line into cells. A cell in quotes may hold the separator, and quotes written twice (RFC 4180).
func splitRow(line string, sep byte) (cells []string, problem string) {
	for {
		rest, quoted := strings.CutPrefix(line, `"`)
		if !quoted {
			cell, after, more := strings.Cut(line, string(sep))
			cells = append(cells, cell)
			if !more {
				return cells, ""
			}
			line = after
			continue
		}
		var cell strings.Builder
		for {
			part, after, closed := strings.Cut(rest, `"`)
			if !closed {
				return nil, "A quote is opened and not closed on the line."
			}
			cell.WriteString(part)
			if rest = after; !strings.HasPrefix(rest, `"`) {
				break
			}
			cell.WriteByte('"')
			rest = rest[1:]
		}
		cells = append(cells, cell.String())
		if rest == "" {
			return cells, ""
		}
		if rest[0] != sep {
			return nil, "Something stands behind a closed quote. Write a quote within a cell twice."
		}
		line = rest[1:]
	}
}
