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

// squeezed keeps the memory of gzipped bodies for the next answer.
var squeezed = sync.Pool{New: func() any { return new(squeezedBody) }}

type squeezedBody struct {
	bytes.Buffer
	z gzip.Reader
}

const keepSqueezed = 8 << 20

// readBody reads an answer, and unpacks one that came gzipped: at most maxBody bytes and one more, which tells that there
// are more.
func readBody(resp *http.Response) ([]byte, error) {
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		var plain bytes.Buffer
		_, err := plain.ReadFrom(io.LimitReader(resp.Body, maxBody+1))
		return plain.Bytes(), err
	}
	p := squeezed.Get().(*squeezedBody)
	defer func() {
		if p.Cap() <= keepSqueezed {
			p.Reset()
			squeezed.Put(p)
		}
	}()
	if _, err := p.ReadFrom(io.LimitReader(resp.Body, maxBody+1)); err != nil || p.Len() == 0 {
		return nil, err
	}
	var plain bytes.Buffer
	plain.Grow(p.unpacked() + bytes.MinRead)
	if err := p.z.Reset(&p.Buffer); err != nil {
		return nil, cutOff(err)
	}
	_, err := plain.ReadFrom(io.LimitReader(&p.z, maxBody+1))
	return plain.Bytes(), cutOff(err)
}

// unpacked is how many bytes the body says at its end that it holds, as far as that is likely: it may have been cut off, or
// be no gzip at all.
func (p *squeezedBody) unpacked() int {
	b := p.Bytes()
	if len(b) < 4 {
		return 0
	}
	return int(min(int64(binary.LittleEndian.Uint32(b[len(b)-4:])), 40*int64(len(b)), maxBody))
}

// cutOff is the error of a body that ends within its first bytes: what is there is not the whole.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
