package store

import "context"

// What one read transaction of a count does at most: the book can't be tidied while one lasts.
const (
	countChunks = 64
	countLooks  = 2000
)

// CountFound counts all that a search finds. progress, where it is not nil, is told the number so far, after every
// quarter of a million orders or two thousand that had to be looked at. Errors: ctx's.
func (b *Book) CountFound(ctx context.Context, q OrderSearch, progress func(soFar int)) (int, error) {
	connections, err := read(b, func(tx *Tx) ([]ConnectionID, error) { return tx.connectionsOf(q.Connection) })
	if err != nil {
		return 0, err
	}
	total := 0
	for _, c := range connections {
		if q.onlyStatuses() {
			counts, err := b.OrderCounts(c)
			if err != nil {
				return total, err
			}
			total += counts.of(q.Statuses)
			continue
		}
		for below := anyOrder; below > 0; {
			if err := b.View(func(tx *Tx) error {
				n, rest, err := tx.countSome(ctx, q, c, below)
				total, below = total+n, rest
				return err
			}); err != nil {
				return total, err
			}
			if progress != nil {
				progress(total)
			}
		}
	}
	return total, nil
}

// countSome counts a part of what is found below an id; rest is where to go on, 0 at the end.
func (tx *Tx) countSome(ctx context.Context, q OrderSearch, c ConnectionID, below uint64) (n int, rest uint64, err error) {
	s, err := tx.newSearch(q, c)
	if err != nil {
		return 0, 0, err
	}
	looked := 0
	for range countChunks {
		chunk, ids, doubted, ok, err := s.chunk(ctx, below)
		if err != nil || !ok {
			return n, 0, err
		}
		n += ids.count() - doubted.count()
		below = chunk << chunkBits
		for at := doubted.highest(); at >= 0; at = doubted.highest() {
			doubted.remove(uint16(at))
			o, err := s.look(below | uint64(at))
			if err != nil {
				return n, 0, err
			}
			if o != nil {
				n++
			}
			if looked++; looked%100 == 0 && ctx.Err() != nil {
				return n, 0, ctx.Err()
			}
		}
		if below == 0 || looked >= countLooks {
			break
		}
	}
	return n, below, nil
}
