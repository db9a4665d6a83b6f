package store

// Made is an order on its way into the book, with what it takes to write one that is new there. To make that takes no
// transaction, so it can be done while another one writes.
type Made struct {
	*Order
	value []byte // packed; nil: still to be made
	words []string
}

// Make makes of an order what is written of it. The order must not change any more.
func Make(o *Order) Made {
	m := Made{Order: o, words: orderWords(o)}
	m.value, _ = packed(o) // an error comes again when it is put
	return m
}

// packed is the value of an order.
func packed(o *Order) ([]byte, error) {
	b := buffer()
	defer scratch.Put(b)
	if err := encodeTo(b, o); err != nil {
		return nil, err
	}
	return pack(b.Bytes()), nil
}

// revised is the value of an order that has one in the book; same: that one says the same.
func revised(before []byte, o *Order) (value []byte, same bool, err error) {
	b := buffer()
	defer scratch.Put(b)
	if err := encodeTo(b, o); err != nil {
		return nil, false, err
	}
	if same, err = unpacksTo(before, b.Bytes()); err != nil || same {
		return nil, same, err
	}
	return pack(b.Bytes()), false, nil
}
