package ledger

// margin is what the store's dates may be off by: they have a resolution of one second.
const margin Moment = 2_000_000

// when says by which moment pieces had left that a reading shows as left and the reading before it didn't.
type when struct {
	first  bool
	before Moment // when the last reading was asked for; nothing of what is new had left then
	r      *Reading
	fresh  bool // the order's date_shipped is new at this reading
}

// gone puts a date of the store's between the two readings that enclose the leaving. A count of that moment or a later
// one was taken without the pieces; within two seconds of the date it is taken to have had them, which keeps the number low.
func (w *when) gone(date Moment) Moment {
	latest := w.r.To
	if date != 0 {
		latest = min(latest, date+margin)
	}
	if !w.first {
		latest = max(latest, w.before+1)
	}
	return latest
}

// growth is gone for pieces of which no shipment is known: by the date the order was shipped, where that is new, else by
// the date it was modified last.
func (w *when) growth() Moment {
	date := w.r.Modified
	if w.fresh {
		date = w.r.Dated
	}
	if date != 0 {
		date = max(date-Moment(w.r.Skew), 1)
	}
	return w.gone(date)
}
