package guide

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// maxText bounds what is taken in; a credentials file has about 350 bytes.
const maxText = 64 << 10

// collector takes in a credentials file's text without showing any of it. A terminal that can't paste in brackets types
// the text instead, with enter at the end of each line.
type collector struct {
	text []byte
	turn int // counts changes, so that a pause can be told
}

func (c *collector) empty() bool { return len(c.text) == 0 }

func (c *collector) clear() { c.text, c.turn = nil, c.turn+1 }

func (c *collector) add(s string) {
	c.turn++
	if len(c.text)+len(s) <= maxText {
		c.text = append(c.text, s...)
	}
}

// key takes typed text and the ends of lines; false where the key is neither. ended is true for enter on an empty line.
func (c *collector) key(msg tea.KeyPressMsg) (used, ended bool) {
	switch name := msg.String(); {
	case name == "enter" && c.empty():
		return false, false
	case name == "enter":
		ended = c.text[len(c.text)-1] == '\n'
		c.add("\n")
		return true, ended
	case name == "backspace" && !c.empty():
		_, size := utf8.DecodeLastRune(c.text)
		c.text, c.turn = c.text[:len(c.text)-size], c.turn+1
		return true, false
	case name == "tab" && !c.empty():
		c.add("\t")
		return true, false
	case msg.Text != "" && !msg.Mod.Contains(tea.ModCtrl) && !msg.Mod.Contains(tea.ModAlt):
		c.add(msg.Text)
		return true, false
	}
	return false, false
}

// whole tells whether the last line has come to its end; the API path, which ends with /v3/, may lack its line end.
func (c *collector) whole() bool {
	return strings.HasSuffix(string(c.text), "\n") || strings.HasSuffix(string(c.text), "/v3/")
}

// lines counts what was taken in.
func (c *collector) lines() int {
	return len(strings.Split(strings.TrimRight(string(c.text), "\n"), "\n"))
}
