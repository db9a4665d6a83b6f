package store

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// ActivityQuery chooses lines of the diary.
type ActivityQuery struct {
	Connection ConnectionID // 0: all
	Who        string       // "": everybody
	Text       string       // words; each may stand anywhere in What, whatever its case
	From, To   time.Time    // From <= At < To; zero: open
}

// ActivityLine is a line of the diary with its number: a later line has a higher one.
type ActivityLine struct {
	Number uint64 `json:"number"`
	Activity
}

// activityLook bounds how many lines one call looks at.
const activityLook = 10_000

// ActivityPage lists at most limit matching lines, the latest first, of those before a number (0: from the latest). One
// call looks at 10,000 lines at most, so that a rare word keeps nobody waiting: next is the number to go on before, even
// where fewer than limit lines were found; 0: that was all.
func (b *Book) ActivityPage(q ActivityQuery, before uint64, limit int) (lines []ActivityLine, next uint64, err error) {
	words := strings.Fields(strings.ToLower(q.Text))
	// Most lines that don't match are told by their bytes, without decoding them.
	who, err := json.Marshal(q.Who)
	if err != nil {
		return nil, 0, err
	}
	err = b.View(func(tx *Tx) error {
		var to []byte
		if before > 0 {
			to = key(before)
		}
		looked, last := 0, uint64(0)
		for k, raw := range tx.scan(tableActivity, nil, to, true) {
			if looked == activityLook || len(lines) == limit {
				next = last
				return nil
			}
			looked, last = looked+1, number(k)
			if q.Who != "" && !bytes.Contains(raw, who) {
				continue
			}
			var a Activity
			if err := decode(raw, &a); err != nil {
				return err
			}
			if q.matches(&a, words) {
				lines = append(lines, ActivityLine{Number: last, Activity: a})
			}
		}
		return nil
	})
	return lines, next, err
}

func (q *ActivityQuery) matches(a *Activity, words []string) bool {
	if q.Connection != 0 && a.Connection != q.Connection || q.Who != "" && a.Who != q.Who ||
		a.At.Before(q.From) || !q.To.IsZero() && !a.At.Before(q.To) {
		return false
	}
	what := strings.ToLower(a.What)
	for _, w := range words {
		if !strings.Contains(what, w) {
			return false
		}
	}
	return true
}
