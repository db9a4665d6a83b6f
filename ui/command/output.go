package command

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"text/tabwriter"
	"unicode/utf8"

	"cartwire/ui/text"
)

// say prints a line of the result.
func (c *cli) say(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

// warn prints a line beside the result.
func (c *cli) warn(format string, args ...any) { fmt.Fprintf(c.err, format+"\n", args...) }

// note prints a line of progress.
func (c *cli) note(format string, args ...any) {
	if !c.quiet {
		c.warn(format, args...)
	}
}

// clean makes text from elsewhere safe to print on a line.
func clean(s string) string { return text.Clean(s) }

// object prints v as one line of JSON.
func (c *cli) object(v any) error {
	return text.NewJSONEncoder(c.out).Encode(v)
}

// redraw prints a line of progress where the last one stands, on a terminal.
func (c *cli) redraw(line string) {
	if s, ok := c.err.(*safeWriter); ok {
		s.redraw(line)
	}
}

// table prints rows in columns. The cells are made safe: what came from a store may hold anything.
func (c *cli) table(header []string, rows [][]string) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = text.Clean(cell)
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	return w.Flush()
}

// safeWriter stands between every command and whoever reads what it prints, on a terminal, in a pipe or over SSH: whatever a
// command forgets to clean, no control character gets past it but the end of a line, and a tab. Several may write at once, a
// piece at a time.
type safeWriter struct {
	mu   sync.Mutex
	w    io.Writer
	rest []byte // an incomplete character of the last write
}

func (s *safeWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := append(s.rest, p...)
	cut := len(in)
	for back := 1; back < utf8.UTFMax && back <= len(in); back++ {
		if b := in[len(in)-back]; utf8.RuneStart(b) {
			if !utf8.FullRune(in[len(in)-back:]) {
				cut = len(in) - back
			}
			break
		}
	}
	s.rest = append([]byte(nil), in[cut:]...)
	var out strings.Builder
	out.Grow(cut)
	for from, i := 0, 0; i <= cut; i++ {
		if i == cut || in[i] == '\n' || in[i] == '\t' {
			out.WriteString(text.Clean(string(in[from:i])))
			if i < cut {
				out.WriteByte(in[i])
			}
			from = i + 1
		}
	}
	if _, err := io.WriteString(s.w, out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// redraw returns to the start of the line, and writes over what stands there.
func (s *safeWriter) redraw(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = io.WriteString(s.w, "\r"+text.Clean(line))
}
