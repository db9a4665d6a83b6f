package plain

import (
	"slices"
	"strconv"
	"strings"
)

// Words that mean the same at every question.
const (
	wordBack  = "." // leave the question
	wordEmpty = "-" // make the field empty
	wordAgain = "?" // say the choices again
)

// parseChoice finds the choice that an answer means, from 0: its number, with or without a full stop or bracket behind
// it, or the beginning of its label, where no other label begins the same.
func parseChoice(answer string, labels []string) (choice int, ok bool) {
	answer = strings.TrimSpace(answer)
	if n, ok := parseNumber(answer); ok {
		return n - 1, n >= 1 && n <= len(labels)
	}
	if answer == "" {
		return 0, false
	}
	choice = -1
	for i, label := range labels {
		if strings.EqualFold(label, answer) {
			return i, true
		}
		if len(label) >= len(answer) && strings.EqualFold(label[:len(answer)], answer) {
			if choice >= 0 {
				return 0, false
			}
			choice = i
		}
	}
	return max(choice, 0), choice >= 0
}

// parseChoices finds several: numbers with spaces or commas between them. Each is returned once, in order.
func parseChoices(answer string, n int) (choices []int, ok bool) {
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == ';' }) {
		i, ok := parseNumber(word)
		if !ok || i < 1 || i > n {
			return nil, false
		}
		if !slices.Contains(choices, i-1) {
			choices = append(choices, i-1)
		}
	}
	slices.Sort(choices)
	return choices, len(choices) > 0
}

func parseNumber(s string) (int, bool) {
	s = strings.TrimRight(s, ".)")
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
