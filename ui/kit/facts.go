package kit

import (
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Facts gathers the lines of a page that says what is known of one thing. It cleans everything it is given.
type Facts struct {
	Theme *theme.Theme
	Width int
	Words int // the width of the words that values stand behind
	Lines []string
}

// Pair is a word and what belongs to it, a paragraph each; nothing where that is empty.
func (f *Facts) Pair(word string, values ...string) {
	for _, value := range values {
		for _, l := range text.Wrap(text.Clean(value), f.Width-4-f.Words) {
			if l == "" {
				continue
			}
			f.Lines = append(f.Lines, "  "+f.Theme.Dim.Render(text.Fit(word, f.Words, ""))+l)
			word = ""
		}
	}
}

// Title begins a part.
func (f *Facts) Title(s string) { f.Lines = append(f.Lines, "", "  "+f.Theme.Title.Render(s)) }

// Line is a sentence over the whole width.
func (f *Facts) Line(s string) {
	for _, l := range text.Wrap(text.Clean(s), f.Width-4) {
		f.Lines = append(f.Lines, "  "+l)
	}
}
