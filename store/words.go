package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words are what a search compares. Text is folded (see fold) and split at spaces. Each piece is a word from its first
// letter or digit on, and again from every letter or digit that follows something else: "ada.king@example.com" is that,
// "king@example.com", "example.com" and "com", so that whatever part of it somebody types is the beginning of a word.

const (
	maxWords = 500 // of one order, customer or item
	maxTerm  = 48  // bytes of a word that stand in the index; longer ones are told apart by looking at the order
)

// accents says which letters are taken for which plain ones, besides marks that stand alone, which are dropped.
var accents = func() map[rune]string {
	m := map[rune]string{}
	for plain, letters := range map[string]string{
		"a": "àáâãäåāăąǎ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęěẽ", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįıǐ", "j": "ĵ",
		"k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŉ", "o": "òóôõöøōŏőǒ", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűųǔ", "w": "ŵẁẃẅ",
		"y": "ýÿŷ", "z": "źżž", "ss": "ß", "ae": "æ", "oe": "œ", "th": "þ",
	} {
		for _, r := range letters {
			m[r] = plain
		}
	}
	return m
}()

// fold brings text into the form in which it is compared: lower case, Latin letters without their accents, no control
// characters.
func fold(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = unicode.ToLower(r)
		switch {
		case r < utf8.RuneSelf && r >= ' ' && r != 0x7f:
			b.WriteByte(byte(r))
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Mn, r):
		default:
			if p, ok := accents[r]; ok {
				b.WriteString(p)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// addWords appends the words of a text that are not in the list yet.
func addWords(list []string, text string) []string {
	for piece := range strings.FieldsSeq(fold(text)) {
		inside := false
		for i, r := range piece {
			if !inWord(r) {
				inside = false
				continue
			}
			if !inside && len(list) < maxWords && !slices.Contains(list, piece[i:]) {
				list = append(list, piece[i:])
			}
			inside = true
		}
	}
	return list
}

// orderWords are the words that an order is found by, at most 500 of them; those of its status are apart, see labels.
func orderWords(o *Order) []string {
	list := make([]string, 0, 24)
	for _, text := range []string{o.Number, o.Customer.Name, o.Customer.Company, o.Customer.Email} {
		list = addWords(list, text)
	}
	for i := range o.Lines {
		list = addWords(list, o.Lines[i].SKU)
	}
	return list
}

// queryWords are the words somebody types: what stands before the first letter or digit of each is left out.
func queryWords(text string) []string {
	var out []string
	for piece := range strings.FieldsSeq(fold(text)) {
		if at := strings.IndexFunc(piece, inWord); at >= 0 && !slices.Contains(out, piece[at:]) {
			out = append(out, piece[at:])
		}
	}
	return out
}

// allFound tells whether each of the wanted is the beginning of a word.
func allFound(wanted, words []string) bool {
	for _, w := range wanted {
		if !slices.ContainsFunc(words, func(s string) bool { return strings.HasPrefix(s, w) }) {
			return false
		}
	}
	return true
}

func term(word string) string { return word[:min(len(word), maxTerm)] }
