package bigcommerce

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// maxBody bounds an answer. A full page of 250 orders with 50 long lines each stays well under it.
const maxBody = 64 << 20

var errTooLarge = errors.New("it is larger than any answer should be")

// bodies keeps the memory of answers for the next ones.
var bodies = sync.Pool{New: func() any { return new(body) }}

// body is what an answer holds, as it came and unpacked.
type body struct {
	packed, plain bytes.Buffer
	z             gzip.Reader
}

// keepBody bounds what is kept.
const keepBody = 8 << 20

// done gives the memory back: what was read is valid no longer.
func (b *body) done() {
	if b.packed.Cap()+b.plain.Cap() <= keepBody {
		b.packed.Reset()
		b.plain.Reset()
		bodies.Put(b)
	}
}

// read reads an answer, and unpacks one that came gzipped: at most maxBody bytes and one more, which tells that there are more.
// They are valid until done.
func (b *body) read(resp *http.Response) ([]byte, error) {
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		_, err := b.plain.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
		return b.plain.Bytes(), err
	}
	if _, err := b.packed.ReadFrom(io.LimitReader(resp.Body, maxBody+1)); err != nil || b.packed.Len() == 0 {
		return nil, err
	}
	b.plain.Grow(b.unpacked() + bytes.MinRead)
	if err := b.z.Reset(&b.packed); err != nil {
		return nil, cutOff(err)
	}
	_, err := b.plain.ReadFrom(io.LimitReader(&b.z, maxBody+1))
	return b.plain.Bytes(), cutOff(err)
}

// unpacked is how many bytes the body says at its end that it holds, as far as that is likely: it may have been cut off, or
// be no gzip at all.
func (b *body) unpacked() int {
	packed := b.packed.Bytes()
	if len(packed) < 4 {
		return 0
	}
	return int(min(int64(binary.LittleEndian.Uint32(packed[len(packed)-4:])), 40*int64(len(packed)), maxBody))
}

// cutOff is the error of a body that ends within its first bytes: what is there is not the whole.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
