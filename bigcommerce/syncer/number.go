package syncer

import (
	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// number says how many there are of a thing: "1 piece", "3,000 pieces".
func number(n int, thing string) string {
	return humanize.Comma(int64(n)) + " " + english.PluralWord(n, thing, "")
}
