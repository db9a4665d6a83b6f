package store

import "slices"

// Counts are kept with every write, so that no screen ever has to count.
type Counts struct {
	Total    int
	ByStatus map[int]int // store status id → orders
}

// OrderCounts reads the connection's counts.
func (b *Book) OrderCounts(c ConnectionID) (Counts, error) {
	return read(b, func(tx *Tx) (Counts, error) {
		out := Counts{ByStatus: map[int]int{}}
		for k, v := range tx.scan(tableCounts, key(uint64(c)), after(c), false) {
			if status := int(number(k[8:])); status == 0 {
				out.Total = int(number(v))
			} else {
				out.ByStatus[status-1] = int(number(v))
			}
		}
		return out, nil
	})
}

func (tx *Tx) addCount(c ConnectionID, slot, by int) error {
	k := key(uint64(c), uint64(slot))
	n := int(number(tx.get(tableCounts, k))) + by
	if n <= 0 {
		return tx.delete(tableCounts, k)
	}
	return tx.put(tableCounts, k, key(uint64(n)))
}

// of is the number of orders that have one of the statuses; of all where there are none.
func (c Counts) of(statuses []int) (n int) {
	if len(statuses) == 0 {
		return c.Total
	}
	for status, orders := range c.ByStatus {
		if slices.Contains(statuses, status) {
			n += orders
		}
	}
	return n
}
