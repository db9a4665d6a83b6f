package kit

import (
	"strings"
	"unicode"
)

// match tells whether every word of want is found in s as letters in their order, whatever their case, and how well:
// letters that stand together or begin a word count more. An empty want matches everything.
func match(want, s string) (score int, ok bool) {
	in := []rune(strings.ToLower(s))
	for word := range strings.FieldsSeq(strings.ToLower(want)) {
		best := matchWord([]rune(word), in)
		if best < 0 {
			return 0, false
		}
		score += best
	}
	return score, true
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
