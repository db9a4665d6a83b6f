package ledger

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A packed order is numbers of variable length, in the order of the fields; a text is its length and its bytes. Of a line's
// numbers those that are 0, which most are, take no byte. A book has a packed order for each order that takes anything.

var errPacked = errors.New("a packed order doesn't decode")

// outmost bounds a moment, on both sides: some 36,000 years, so that packing one never overflows.
const outmost Moment = 1 << 60

// AppendBinary implements encoding.BinaryAppender. It fails where a moment lies beyond any calendar, or a row has no cause.
func (o *Order) AppendBinary(b []byte) ([]byte, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, o.ID)
	b = binary.AppendVarint(b, int64(o.Status))
	over := byte(0)
	if o.Over {
		over = 1
	}
	b = append(b, over)
	b = appendMoment(b, o.Placed, 0)
	for _, m := range []Moment{o.Read, o.Modified, o.Dated} {
		b = appendMoment(b, m, o.Placed)
	}
	b = binary.AppendUvarint(b, uint64(len(o.Lines)))
	for i := range o.Lines {
		l := &o.Lines[i]
		b = binary.AppendUvarint(b, l.ID)
		b = appendText(b, l.SKU)
		numbers := l.numbers()
		given := uint64(0)
		for at, n := range numbers {
			if n != 0 {
				given |= 1 << at
			}
		}
		b = binary.AppendUvarint(b, given)
		for _, n := range numbers {
			if n != 0 {
				b = binary.AppendVarint(b, n)
			}
		}
		for _, p := range l.Parts {
			b = binary.AppendVarint(appendText(b, p.SKU), int64(p.Quantity))
		}
		for _, r := range l.Rows {
			b = binary.AppendUvarint(append(b, r.Cause[0]), r.ID)
			b = appendMoment(binary.AppendVarint(b, int64(r.Pieces)), r.Gone, o.Placed)
			b = binary.AppendUvarint(b, uint64(r.Place))
		}
	}
	return b, nil
}

// numbers are a line's numbers, those that are seldom 0 first, and how many parts and rows it has.
func (l *Line) numbers() [12]int64 {
	return [...]int64{
		int64(l.Ordered), int64(l.Shipped), int64(l.Ever), int64(l.Place), int64(len(l.Rows)), int64(l.Refunded), int64(l.Early),
		int64(l.Settled), int64(l.Moved), int64(l.Pickup), int64(l.Released), int64(len(l.Parts)),
	}
}

// Check reports an order that no reading makes: each moment lies within a calendar, and each row has a cause.
func (o *Order) Check() error {
	ok := o.Placed.within() && o.Read.within() && o.Modified.within() && o.Dated.within()
	for i := range o.Lines {
		for _, r := range o.Lines[i].Rows {
			if len(r.Cause) != 1 {
				return errors.New("a row of it has no cause")
			}
			ok = ok && r.Gone.within()
		}
	}
	if !ok {
		return errors.New("a moment in it lies beyond any calendar")
	}
	return nil
}

func (m Moment) within() bool { return -outmost <= m && m <= outmost }

// appendMoment packs a moment as what lies between it and another, in seconds where it is so many whole ones: odd; else even.
func appendMoment(b []byte, m, from Moment) []byte {
	d := int64(m - from)
	switch {
	case m == 0:
		return append(b, 0)
	case d%1_000_000 == 0:
		return binary.AppendUvarint(b, zigzag(d/1_000_000)*2+1)
	}
	return binary.AppendUvarint(b, zigzag(d)*2+2)
}

// zigzag makes a number of either sign one that is small where it is near 0.
func zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler. What is damaged is an error, and never takes much more memory than it
// has bytes.
func (o *Order) UnmarshalBinary(b []byte) error {
	u := unpacker{b: b}
	*o = Order{ID: u.uvarint(), Status: int(u.varint()), Over: u.byte() != 0, Placed: u.moment(0)}
	o.Read, o.Modified, o.Dated = u.moment(o.Placed), u.moment(o.Placed), u.moment(o.Placed)
	if n := u.length(u.uvarint(), 3); n > 0 {
		o.Lines = make([]Line, n)
	}
	for i := range o.Lines {
		o.Lines[i] = u.line(o.Placed)
	}
	if u.bad || len(u.b) > 0 {
		return errPacked
	}
	return o.Check()
}

// unpacker takes what was packed off the front of its bytes; bad: it doesn't decode.
type unpacker struct {
	b   []byte
	bad bool
}

func (u *unpacker) line(placed Moment) (l Line) {
	l.ID, l.SKU = u.uvarint(), u.text()
	var n [12]int64
	given := u.uvarint()
	if bits.Len64(given) > len(n) {
		u.bad = true
		return l
	}
	for i := range n {
		if given&(1<<i) != 0 {
			n[i] = u.varint()
		}
	}
	l.Ordered, l.Shipped, l.Ever, l.Place = int(n[0]), int(n[1]), int(n[2]), Place(n[3])
	l.Refunded, l.Early, l.Settled, l.Moved, l.Pickup, l.Released = int(n[5]), int(n[6]), int(n[7]), Place(n[8]), uint64(n[9]), int(n[10])
	if n := u.length(uint64(n[11]), 2); n > 0 {
		l.Parts = make([]Part, n)
	}
	for i := range l.Parts {
		l.Parts[i] = Part{SKU: u.text(), Quantity: int(u.varint())}
	}
	if n := u.length(uint64(n[4]), 5); n > 0 {
		l.Rows = make([]Row, n)
	}
	for i := range l.Rows {
		l.Rows[i] = Row{Cause: Cause([]byte{u.byte()}), ID: u.uvarint(), Pieces: int(u.varint()), Gone: u.moment(placed), Place: Place(u.uvarint())}
	}
	return l
}

// length is how many things there are that take so many bytes each at least; there can't be more than there are bytes.
func (u *unpacker) length(n uint64, least int) int {
	if n > uint64(len(u.b)/least) {
		u.bad = true
		return 0
	}
	return int(n)
}

func (u *unpacker) uvarint() uint64 {
	n, size := binary.Uvarint(u.b)
	u.skip(size)
	return n
}

func (u *unpacker) varint() int64 {
	n, size := binary.Varint(u.b)
	u.skip(size)
	return n
}

// skip goes on behind a number of so many bytes; one of none or less doesn't decode, and nothing behind it does.
func (u *unpacker) skip(size int) {
	if size <= 0 {
		u.b, u.bad = nil, true
		return
	}
	u.b = u.b[size:]
}

func (u *unpacker) byte() (c byte) {
	if len(u.b) == 0 {
		u.bad = true
		return 0
	}
	c, u.b = u.b[0], u.b[1:]
	return c
}

func (u *unpacker) text() (s string) {
	n := u.length(u.uvarint(), 1)
	s, u.b = string(u.b[:n]), u.b[n:]
	return s
}

func (u *unpacker) moment(from Moment) Moment {
	n := u.uvarint()
	if n == 0 {
		return 0
	}
	unit := Moment(1 + (n&1)*999_999)
	n = (n - 1) >> 1
	return from + unit*Moment(int64(n>>1)^-int64(n&1))
}
