package command

import (
	"encoding/json"
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
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
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

// orderly lets several write to one stream, a piece at a time.
type orderly struct {
	mu sync.Mutex
	w  io.Writer
}

func (o *orderly) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.w.Write(p)
}

// safeWriter stands between every command and a terminal: whatever a command forgets to clean, no control character
// gets past it but the end of a line (and, for progress, the return to its start).
type safeWriter struct {
	w          io.Writer
	keepReturn bool
	rest       []byte // an incomplete character of the last write
}

func (s *safeWriter) Write(p []byte) (int, error) {
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
	for line := range strings.Lines(string(in[:cut])) {
		body, ended := strings.CutSuffix(line, "\n")
		for i, piece := range strings.Split(body, "\r") {
			if i > 0 && s.keepReturn {
				out.WriteByte('\r')
			}
			out.WriteString(text.Clean(piece))
		}
		if ended {
			out.WriteByte('\n')
		}
	}
	if _, err := io.WriteString(s.w, out.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
