package syncer

import "strconv"

// number says how many there are of a thing whose plural ends in s: "1 piece", "3 pieces".
func number(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// plural is the word for so many.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
