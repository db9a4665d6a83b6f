package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"cartwire/ui/text"
)

// CSVWriter writes rows that a spreadsheet and a terminal take for text: of a text cell, control characters become visible,
// and what a spreadsheet would take for a formula begins with a mark.
type CSVWriter struct{ w *csv.Writer }

// NewCSVWriter returns a writer of CSV. Flush it at the end.
func NewCSVWriter(w io.Writer) *CSVWriter { return &CSVWriter{csv.NewWriter(w)} }

// Write writes a row. A cell that is a string is text; any other prints as it does: a number.
func (c *CSVWriter) Write(cells ...any) error {
	row := make([]string, len(cells))
	for i, cell := range cells {
		if s, ok := cell.(string); ok {
			row[i] = defuse(s)
		} else {
			row[i] = fmt.Sprint(cell)
		}
	}
	return c.w.Write(row)
}

// Flush writes what is left, and returns the first error of all that was written.
func (c *CSVWriter) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// defuse cleans a text, and keeps a spreadsheet from taking it for a formula.
func defuse(s string) string {
	if s = text.Clean(s); formula(s) {
		return "'" + s
	}
	return s
}

// formula reports whether a spreadsheet may take a text for a formula, also behind blanks and what stands for control
// characters.
func formula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r >= '\u2400' && r <= '\u2426'
	})
	return s != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(s[:min(len(s), 4)])[0])
}
