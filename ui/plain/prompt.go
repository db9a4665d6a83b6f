package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/term"

	"cartwire/ui/text"
)

// errBack is returned where the person leaves a question without an answer.
var errBack = errors.New("left without an answer")

// prompt asks on one stream and reads on another. Every line it prints is clean: what came from a store, a file or an
// error may hold anything.
type prompt struct {
	out   io.Writer
	in    *lines
	typed bool // answers are typed on a terminal
	// silence keeps what is typed from being shown, until what it returns is called; nil where answers come from a pipe.
	silence func() (restore func(), err error)
	err     error // of the first line that could not be printed
	// skip tells lines that answer nothing: what is left of a pasted text. The first other line ends it.
	skip func(string) bool
}

func newPrompt(in io.Reader, out io.Writer) *prompt {
	p := &prompt{out: out, in: newLines(in)}
	switch in := in.(type) {
	case interface {
		Quiet() (restore func(), err error)
	}: // somebody else's terminal
		p.typed, p.silence = true, in.Quiet
	case *os.File:
		if term.IsTerminal(in.Fd()) {
			p.typed = true
			p.silence = func() (func(), error) { return silence(in.Fd()) }
		}
	}
	return p
}

// say prints one line.
func (p *prompt) say(format string, args ...any) {
	if _, err := io.WriteString(p.out, text.Clean(fmt.Sprintf(format, args...))+"\n"); p.err == nil {
		p.err = err
	}
}

// gap prints an empty line, before something new begins.
func (p *prompt) gap() { p.say("") }

// answer waits for a line. A line that is too long is asked for again.
func (p *prompt) answer(ctx context.Context) (string, error) {
	for {
		if p.err != nil {
			return "", p.err
		}
		got, err := p.in.next(ctx)
		if err != nil {
			return "", err
		}
		if s := p.skip; s != nil && s(got.text) {
			continue
		}
		p.skip = nil
		if !got.long {
			return got.text, nil
		}
		p.say("That is too long for an answer. Type a shorter one.")
	}
}

// choose asks for one of several and returns its place, from 0. A full stop alone is errBack. The answer is never
// repeated: what is pasted into the wrong place may be a secret.
func (p *prompt) choose(ctx context.Context, title string, labels ...string) (int, error) {
	list := func() {
		p.say("%s", title)
		for i, l := range labels {
			p.say("%d. %s", i+1, l)
		}
	}
	list()
	for {
		p.say("Type a number from 1 to %d:", len(labels))
		got, err := p.answer(ctx)
		if err != nil {
			return 0, err
		}
		switch got = strings.TrimSpace(got); got {
		case wordBack:
			return 0, errBack
		case wordAgain:
			list()
			continue
		}
		if i, ok := parseChoice(got, labels); ok {
			return i, nil
		}
		p.say("That is none of the choices. A question mark lists them again.")
	}
}

// yes asks a question that has two answers.
func (p *prompt) yes(ctx context.Context, question string) (bool, error) {
	i, err := p.choose(ctx, question, "Yes", "No")
	return i == 0, err
}

// ask asks for text. now is what an empty answer keeps ("": it must be given, unless check takes the empty text); check
// says what is wrong with an answer, and it is asked again. A full stop alone is errBack.
func (p *prompt) ask(ctx context.Context, question, now string, check func(string) string) (string, error) {
	for {
		if now == "" {
			p.say("%s:", question)
		} else {
			p.say("%s (now: %s; enter keeps it, %s empties it):", question, now, wordEmpty)
		}
		got, err := p.answer(ctx)
		if err != nil {
			return "", err
		}
		switch got = strings.TrimSpace(got); got {
		case wordBack:
			return "", errBack
		case wordAgain:
			continue
		case "":
			got = now
		case wordEmpty:
			got = ""
		}
		problem := check(got)
		if problem == "" {
			return got, nil
		}
		p.say("%s", problem)
	}
}

// secret asks for text that is not shown while it is typed.
func (p *prompt) secret(ctx context.Context, question string, check func(string) string) (got string, err error) {
	for {
		err := p.quietly(func() error {
			p.say("%s (not shown while you type):", question)
			got, err = p.answer(ctx)
			return err
		})
		if err != nil {
			return "", err
		}
		if got = strings.TrimSpace(got); got == wordBack {
			return "", errBack
		}
		problem := check(got)
		if problem == "" {
			return got, nil
		}
		p.say("%s", problem)
	}
}

// quietly runs f while the terminal shows nothing of what is typed or pasted.
func (p *prompt) quietly(f func() error) error {
	if p.silence == nil {
		return f()
	}
	restore, err := p.silence()
	if err != nil {
		p.say("This terminal goes on showing what you type.")
		return f()
	}
	defer restore()
	return f()
}

// row is one of many that can be ticked.
type row struct {
	label string
	on    bool
}

// tick asks for several: a number switches a row, an empty answer goes on.
func (p *prompt) tick(ctx context.Context, title string, rows []row) ([]row, error) {
	list := func() {
		p.say("%s", title)
		for i, r := range rows {
			p.say("%d. %s: %s", i+1, r.label, onOff(r.on))
		}
	}
	list()
	for {
		p.say("Type the numbers to switch, or press enter to go on:")
		got, err := p.answer(ctx)
		if err != nil {
			return nil, err
		}
		switch got = strings.TrimSpace(got); got {
		case "":
			return rows, nil
		case wordBack:
			return nil, errBack
		case wordAgain:
			list()
			continue
		}
		chosen, ok := parseChoices(got, len(rows))
		if !ok {
			p.say("Type numbers from 1 to %d, with spaces between them. A question mark lists them again.", len(rows))
			continue
		}
		for _, i := range chosen {
			rows[i].on = !rows[i].on
			p.say("%s: %s", rows[i].label, onOff(rows[i].on))
		}
	}
}

func onOff(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

// count writes "1 order", "2 orders", "1,204 orders".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped writes a number with its thousands apart: "1,204".
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
