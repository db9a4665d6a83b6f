package kit

import (
	"strings"
	"unicode"
)

// How a name answers to what was typed, the worst first. Letters that are merely found somewhere, in their order, never stand
// above a name that has what was typed in one piece.
const (
	scattered = iota + 1
	inside
	wordBegins
	begins
	exact
)

// tier is what a better rank counts: more than any score of scattered letters.
const tier = 1 << 20

// match reports whether every word of want is found in s as letters in their order, whatever their case, and how well: by
// rank first, then letters that stand together or begin a word count more. An empty want matches everything.
func match(want, s string) (score int, ok bool) {
	lower := strings.ToLower(s)
	in := []rune(lower)
	for word := range strings.FieldsSeq(strings.ToLower(want)) {
		best := matchWord([]rune(word), in)
		if best < 0 {
			return 0, false
		}
		score += best
	}
	return rank(strings.TrimSpace(strings.ToLower(want)), lower)*tier + score, true
}

// rank places a name that matches; want and s are in lower case. A name may lead what can be done with it: "acme: open".
func rank(want, s string) int {
	switch rest, found := strings.CutPrefix(s, want); {
	case want == "":
		return scattered
	case found && (rest == "" || rest[0] == ':'):
		return exact
	case found:
		return begins
	}
	at := scattered
	for rest, i := s, strings.Index(s, want); i >= 0; i = strings.Index(rest, want) {
		before := []rune(s[:len(s)-len(rest)+i])
		if last := before[len(before)-1]; !unicode.IsLetter(last) && !unicode.IsDigit(last) {
			return wordBegins
		}
		at, rest = inside, rest[i+len(want):]
	}
	return at
}

// matchWord is the best score of the word's letters from any place where its first one stands; -1: not found.
func matchWord(word, in []rune) int {
	best := -1
	for start, r := range in {
		if r != word[0] {
			continue
		}
		score, at, last := 0, start, start-1
		for _, w := range word {
			for at < len(in) && in[at] != w {
				at++
			}
			if at == len(in) {
				score = -1
				break
			}
			score++
			if at == 0 || !unicode.IsLetter(in[at-1]) {
				score += 8
			}
			if at == last+1 {
				score += 4
			}
			last = at
			at++
		}
		best = max(best, score)
	}
	return best
}
