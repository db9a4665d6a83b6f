package store

import "time"

// noDay is far before any day that an order may be of: keys hold days counted from there, so that they sort as days do.
const noDay = -1 << 31

// dayOf is a time's UTC day, counted from the first day of 1970.
func dayOf(t time.Time) int {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return int(d)
}

func dayKey(c ConnectionID, day int) []byte { return key(uint64(c), uint64(day-noDay)) }

func (tx *Tx) addDay(c ConnectionID, day, by int) error {
	k := dayKey(c, day)
	n := int(number(tx.get(tableDays, k))) + by
	if n <= 0 {
		return tx.delete(tableDays, k)
	}
	return tx.put(tableDays, k, key(uint64(n)))
}

// OrdersPerDay tells how many orders of a connection (0: of all) were placed on each of so many UTC days, oldest first;
// the last is the day of until. The counts are kept with every write.
func (b *Book) OrdersPerDay(c ConnectionID, until time.Time, days int) ([]int, error) {
	if days <= 0 {
		return nil, nil
	}
	return read(b, func(tx *Tx) ([]int, error) {
		list, err := tx.connectionsOf(c)
		if err != nil {
			return nil, err
		}
		out := make([]int, days)
		last := dayOf(until)
		for _, c := range list {
			for k, v := range tx.scan(tableDays, dayKey(c, last-days+1), dayKey(c, last+1), false) {
				out[int(number(k[8:]))+noDay-(last-days+1)] += int(number(v))
			}
		}
		return out, nil
	})
}

// connectionsOf is the connection, or all where it is 0.
func (tx *Tx) connectionsOf(c ConnectionID) ([]ConnectionID, error) {
	if c != 0 {
		return []ConnectionID{c}, nil
	}
	list, err := tx.Connections()
	ids := make([]ConnectionID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids, err
}
