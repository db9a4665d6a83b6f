package remote

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// maxCommand bounds a command line, in bytes, and maxWords its words.
const (
	maxCommand = 64 << 10
	maxWords   = 4096
)

var (
	errQuote   = errors.New("a quote is not closed")
	errCommand = errors.New("the command is too long, or is no text")
)

// split cuts a command line into words as a shell does: blanks part them, single quotes keep everything, double quotes
// everything but a backslash before " and \, and a backslash the character after it. Nothing else means anything.
func split(line string) ([]string, error) {
	if len(line) > maxCommand || !utf8.ValidString(line) || strings.ContainsRune(line, 0) {
		return nil, errCommand
	}
	var (
		words []string
		word  strings.Builder
		in    bool // a word has begun
		quote rune
		bare  bool // the last character was a backslash
	)
	for _, r := range line {
		switch {
		case bare:
			if quote == '"' && r != '"' && r != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			bare = false
		case r == '\\' && quote != '\'':
			bare, in = true, true
		case quote != 0:
			if r == quote {
				quote = 0
				continue
			}
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, in = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			if in {
				words = append(words, word.String())
				word.Reset()
				in = false
			}
		default:
			word.WriteRune(r)
			in = true
		}
		if len(words) > maxWords {
			return nil, errCommand
		}
	}
	if quote != 0 || bare {
		return nil, errQuote
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}
