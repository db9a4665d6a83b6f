// Package confirm is when a change of the store needs more than a yes, on the screens as in the plain questions: then the
// number of changes is typed, so that nobody agrees to what they have not read.
package confirm

import (
	"fmt"
	"strconv"
	"strings"

	"cartwire/bigcommerce/syncer"
)

// many is how many changes it takes until their number has to be typed.
const many = 20

// Typed tells whether the number n of a plan's changes has to be typed: there are many, or a guard rail asks.
func Typed(p *syncer.Plan, n int) bool { return n >= many || p.Guard != "" }

// Wrong says what is wrong with what was typed for the number n; "" where it is right. What people put between thousands
// doesn't count.
func Wrong(typed string, n int) string {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,.'", r) {
			return -1
		}
		return r
	}, typed)
	if digits == strconv.Itoa(n) {
		return ""
	}
	return fmt.Sprintf("That is not %d, the number of changes.", n)
}
