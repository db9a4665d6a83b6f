package bigcommerce

import (
	"strings"
	"unicode/utf8"
)

// space steps over what may stand between tokens.
func (s *scan) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\n' || s.text[s.at] == '\t' || s.text[s.at] == '\r') {
		s.at++
	}
}

// is steps over c, if that is what stands here.
func (s *scan) is(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// literal steps over a word, if that is what stands here.
func (s *scan) literal(word string) bool {
	if strings.HasPrefix(s.text[s.at:], word) {
		s.at += len(word)
		return true
	}
	return false
}

// enter begins an object or a list, if that is what stands here.
func (s *scan) enter(begin byte) bool {
	if !s.is(begin) {
		return false
	}
	s.depth++
	s.odd = s.odd || s.depth > deepest
	return true
}

// more tells whether an n-th member follows, and steps up to it, or out of the object or list.
func (s *scan) more(end byte, n int) bool {
	s.space()
	switch {
	case s.odd:
		return false
	case s.is(end):
		s.depth--
		return false
	case n > 0 && !s.is(','):
		s.odd = true
		return false
	}
	s.space()
	return true
}

func (s *scan) colon() {
	s.space()
	s.odd = !s.is(':') || s.odd
}

// quoted steps over a string and gives it as it stands, quotes and escapes included. It is plain where it holds nothing
// but ASCII, and no escape.
func (s *scan) quoted() (quoted string, plain bool) {
	from := s.at
	if !s.is('"') {
		s.odd = true
		return "", false
	}
	for plain = true; s.ordinary(); plain = false {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return s.text[from:s.at], plain
		case c < ' ':
			s.odd = true
			return "", false
		case c == '\\':
			s.escape()
		}
	}
	s.odd = true
	return "", false
}

// ordinary steps over bytes of a string that mean no more than themselves, and tells whether another one follows.
func (s *scan) ordinary() bool {
	rest, n := s.text[s.at:], 0
	for n < len(rest) && meansItself[rest[n]] {
		n++
	}
	s.at += n
	return n < len(rest)
}

var meansItself = func() (is [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		is[c] = c != '"' && c != '\\'
	}
	return is
}()

// escape steps over what follows a backslash.
func (s *scan) escape() {
	if s.at == len(s.text) || strings.IndexByte(`"\/bfnrtu`, s.text[s.at]) < 0 {
		s.odd = true
		return
	}
	s.at++
	if s.text[s.at-1] != 'u' {
		return
	}
	for range 4 {
		if s.at == len(s.text) || !isHex(s.text[s.at]) {
			s.odd = true
			return
		}
		s.at++
	}
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// number steps over a number and gives it as it stands.
func (s *scan) number() string {
	from := s.at
	s.is('-')
	if !s.is('0') {
		s.digits()
	}
	if s.is('.') {
		s.digits()
	}
	if s.is('e') || s.is('E') {
		if !s.is('+') {
			s.is('-')
		}
		s.digits()
	}
	return s.text[from:s.at]
}

// digits steps over one digit or more.
func (s *scan) digits() {
	from := s.at
	for s.at < len(s.text) && isDigit(s.text[s.at]) {
		s.at++
	}
	s.odd = s.odd || s.at == from
}
