package plain

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
)

// ErrEnded is returned where the input ended before the question that was asked had an answer.
var ErrEnded = errors.New("the input has ended")

// longestLine bounds an answer, in bytes: a credentials file pasted as one line is far shorter.
const longestLine = 64 << 10

// lines reads answers one at a time, in a goroutine of its own, so that a signal ends a question that nobody answers. An
// answer that nobody waited for any more is kept for the next question.
type lines struct {
	r       *bufio.Reader
	answers chan line
	pending bool // the goroutine is reading, or holds an answer
}

type line struct {
	text string
	long bool // it was longer than longestLine and is cut
	err  error
}

func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReader(r), answers: make(chan line, 1)}
}

// begin starts reading a line, unless one is being read already.
func (l *lines) begin() <-chan line {
	if !l.pending {
		l.pending = true
		go func() { l.answers <- l.read() }()
	}
	return l.answers
}

// next waits for a line. Errors: ErrEnded, ctx's, the input's own.
func (l *lines) next(ctx context.Context) (line, error) {
	select {
	case got := <-l.begin():
		l.pending = false
		return got, got.err
	case <-ctx.Done():
		return line{}, ctx.Err()
	}
}

// read reads one line without its end. What follows the last line end counts as a line where it isn't empty.
func (l *lines) read() line {
	var b strings.Builder
	got := line{}
	for {
		piece, err := l.r.ReadSlice('\n')
		if room := longestLine - b.Len(); len(piece) > room {
			piece, got.long = piece[:room], true
		}
		b.Write(piece)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && b.Len() == 0:
			return line{err: ErrEnded}
		case err != nil && !errors.Is(err, io.EOF):
			// A terminal that was closed answers with an error of its own.
			return line{err: errors.Join(ErrEnded, err)}
		}
		got.text = pasted(strings.TrimRight(b.String(), "\r\n"))
		return got
	}
}

// pasted takes the marks off that some terminals put around pasted text.
func pasted(s string) string {
	return strings.NewReplacer("\x1b[200~", "", "\x1b[201~", "").Replace(s)
}
