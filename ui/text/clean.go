// Package text makes words from elsewhere safe for a terminal and cuts them to a width in cells. It knows no screen.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks in a row are kept: more is no language, but a stack that covers other lines.
const maxMarks = 4

// Clean makes text that came from a store, a file or an error safe to show on one line of a terminal. Control
// characters, and with them every escape sequence, become visible (␛, ␤); what is not to be seen (bidirectional
// overrides and isolates, zero-width characters, variation selectors, tags) is dropped; every kind of space is a plain
// one; what is neither printable nor a space becomes "�". Printable text in any script stays as it is. Cleaning twice
// changes nothing.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for i, w := 0, 0; i < len(s); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(s[i:])
		if r == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me) && !hidden(r) {
			if marks++; marks <= maxMarks {
				b.WriteRune(r)
			}
			continue
		}
		if out, ok := visible(r); ok {
			b.WriteRune(out)
			marks = 0
		}
	}
	return b.String()
}

// Paragraphs cleans text of several lines, such as a customer's message, line by line.
func Paragraphs(s string) []string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = Clean(l)
	}
	return lines
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// visible is what a person sees in the rune's place; ok is false where it is dropped.
func visible(r rune) (out rune, ok bool) {
	switch {
	case r == '\t', unicode.Is(unicode.Zs, r):
		return ' ', true
	case r == '\n', r == '\u2028', r == '\u2029':
		return '␤', true
	case r < ' ':
		return '\u2400' + r, true // the control pictures: ␀ ... ␛ ... ␟
	case r == 0x7f:
		return '␡', true
	case hidden(r):
		return 0, false
	case !unicode.IsPrint(r):
		return utf8.RuneError, true // C1, private use, unassigned, bytes that are no text
	}
	return r, true
}

// hidden tells the characters that draw nothing by design, or draw as a blank that is no space.
func hidden(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u180b', '\u180c', '\u180d', '\u180f', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector)
}
