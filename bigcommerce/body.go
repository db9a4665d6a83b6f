package bigcommerce

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// maxBody bounds an answer. A full page of 250 orders with 50 lines each may come near it; an order page that is larger is
// asked for in smaller pages. maxErrorBody bounds what is read of a refusal, of which a sentence is shown.
const (
	maxBody      = 32 << 20
	maxErrorBody = 1 << 20
)

var (
	errTooLarge = errors.New("it is larger than any answer should be")
	errBlank    = errors.New("it holds nothing but blanks")
)

// bodies keeps the memory of answers for the next ones.
var bodies = sync.Pool{New: func() any { return new(body) }}

// body is what an answer holds, as it came and unpacked.
type body struct {
	packed, plain []byte
	z             gzip.Reader
}

// keepBody bounds what is kept.
const keepBody = 8 << 20

// done gives the memory back: what was read is valid no longer.
func (b *body) done() {
	if cap(b.packed)+cap(b.plain) <= keepBody {
		b.packed, b.plain = b.packed[:0], b.plain[:0]
		bodies.Put(b)
	}
}

// read reads an answer, and unpacks one that came gzipped, without the blanks around it. It is valid until done. Of a refusal
// it gives the beginning; else errTooLarge where there is more than maxBody, errBlank where there are only blanks.
func (b *body) read(resp *http.Response) (text []byte, err error) {
	most, refused := maxBody, resp.StatusCode < 200 || resp.StatusCode > 299
	if refused {
		most = maxErrorBody
	} else if resp.ContentLength > maxBody {
		return nil, errTooLarge
	}
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		b.packed, err = readUpTo(b.packed, resp.Body, resp.ContentLength, most)
		if refused && errors.Is(err, errTooLarge) {
			return nil, nil
		}
		if err != nil || len(b.packed) == 0 {
			return nil, err
		}
		if err := b.z.Reset(bytes.NewReader(b.packed)); err != nil {
			return nil, cutOff(err)
		}
		return b.plainOf(&b.z, b.unpacked(), most, cutOff)
	}
	return b.plainOf(resp.Body, resp.ContentLength, most, func(err error) error { return err })
}

func (b *body) plainOf(from io.Reader, size int64, most int, failed func(error) error) ([]byte, error) {
	blanks := &skipBlanks{from: from, most: most}
	var err error
	b.plain, err = readUpTo(b.plain, blanks, size, most)
	text := bytes.TrimRight(b.plain, blankBytes)
	switch {
	case errors.Is(err, errTooLarge) && most == maxErrorBody:
		return text, nil
	case errors.Is(err, errTooLarge):
		return nil, err
	case err != nil:
		return nil, failed(err)
	case len(text) == 0 && blanks.skipped > mostBlanks:
		return nil, errBlank
	}
	return text, nil
}

const blankBytes = " \t\r\n"

// mostBlanks is how many blanks may stand for an answer that was lost on the way; more of them are an answer.
const mostBlanks = 1 << 10

// skipBlanks is a text without the blanks that it begins with: nothing is to be kept of a flood of them.
type skipBlanks struct {
	from    io.Reader
	skipped int
	most    int // of blanks
	begun   bool
}

func (s *skipBlanks) Read(p []byte) (int, error) {
	for {
		n, err := s.from.Read(p)
		if s.begun {
			return n, err
		}
		rest := bytes.TrimLeft(p[:n], blankBytes)
		s.skipped += n - len(rest)
		s.begun = len(rest) > 0
		switch {
		case s.begun:
			return copy(p, rest), err
		case err != nil:
			return 0, err
		case s.skipped > s.most:
			return 0, errTooLarge
		}
	}
}

// readUpTo reads all of from, into the memory of buf where there is room; errTooLarge, with the beginning, where it is more
// than most. size is what it is said to hold, or less than nothing. What doesn't fit comes in further pieces, which are put
// together only once all is there: what is refused never takes more than most.
func readUpTo(buf []byte, from io.Reader, size int64, most int) ([]byte, error) {
	if size = min(size, int64(most), keepBody/2) + 1; size > int64(cap(buf)) { // one more, which the end is found with
		buf = make([]byte, 0, size)
	}
	pieces, total := [][]byte{buf[:0]}, 0
	for {
		last := &pieces[len(pieces)-1]
		if len(*last) == cap(*last) {
			pieces = append(pieces, make([]byte, 0, min(max(total, 32<<10), most+1-total)))
			continue
		}
		n, err := from.Read((*last)[len(*last):min(cap(*last), len(*last)+most+1-total)])
		*last, total = (*last)[:len(*last)+n], total+n
		switch {
		case total > most:
			return pieces[0], errTooLarge
		case err == io.EOF && len(pieces) == 1:
			return *last, nil
		case err == io.EOF:
			return slices.Concat(pieces...), nil
		case err != nil:
			return pieces[0], err
		}
	}
}

// unpacked is how many bytes the body says at its end that it holds, as far as that is likely: it may have been cut off, or
// be no gzip at all.
func (b *body) unpacked() int64 {
	if len(b.packed) < 4 {
		return 0
	}
	return min(int64(binary.LittleEndian.Uint32(b.packed[len(b.packed)-4:])), 40*int64(len(b.packed)))
}

// cutOff is the error of a body that ends within its first bytes: what is there is not the whole.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
