package bigcommerce

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// A store, or a proxy before it, may repeat what it was sent. A redactor takes the client's secret out of every text of an
// answer before anything else reads it, so that no error, report or book can hold it: the whole of it and each part of
// eight letters or more, plain, as base64 (wherever it begins in a longer text, as in an Authorization header), as hex,
// percent-encoded and as JSON escapes.
type redactor struct {
	forms  []secretForm
	places map[uint32][]formPlace // where four bytes stand in the forms
	seen   [1 << 10]uint64        // a bit for the hash of each of those, so that most texts are passed over quickly
	stride int                    // each part that counts has four bytes at a multiple of it
}

// secretForm is the secret in one encoding.
type secretForm struct {
	text  string
	unit  int // bytes that a letter takes
	least int // bytes of the shortest part that counts
}

type formPlace struct{ form, at int }

// partLength is how many letters of a secret in a row are taken for a part of it. shortestSecret is the least that is looked
// for at all: less stands in any text.
const (
	partLength     = 8
	shortestSecret = 4
	gramLength     = 4
)

func newRedactor(secret string) *redactor {
	r := &redactor{places: map[uint32][]formPlace{}}
	if len(secret) < shortestSecret {
		return r
	}
	for _, f := range secretForms(secret) {
		r.add(f)
	}
	return r
}

func (r *redactor) add(f secretForm) {
	f.least = min(f.least, len(f.text))
	if step := f.least - gramLength + 1; r.stride == 0 || step < r.stride {
		r.stride = step
	}
	r.forms = append(r.forms, f)
	for at := 0; at+gramLength <= len(f.text); at++ {
		gram := binary.LittleEndian.Uint32([]byte(f.text[at : at+gramLength]))
		r.places[gram] = append(r.places[gram], formPlace{len(r.forms) - 1, at})
		h := gramHash(gram)
		r.seen[h>>6] |= 1 << (h & 63)
	}
}

func gramHash(gram uint32) uint32 { return gram * 0x9E3779B1 >> 16 }

func secretForms(secret string) []secretForm {
	encoded := func(format string) string {
		var b strings.Builder
		for i := range len(secret) {
			fmt.Fprintf(&b, format, secret[i])
		}
		return b.String()
	}
	lower := hex.EncodeToString([]byte(secret))
	candidates := []secretForm{
		{secret, 1, partLength}, {url.QueryEscape(secret), 1, partLength}, {url.PathEscape(secret), 1, partLength},
		{lower, 2, 2 * partLength}, {strings.ToUpper(lower), 2, 2 * partLength},
		{encoded("%%%02x"), 3, 3 * partLength}, {encoded("%%%02X"), 3, 3 * partLength},
		{encoded(`\u%04x`), 6, 6 * partLength}, {encoded(`\u%04X`), 6, 6 * partLength},
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 { // bytes of the group of three that the secret begins in
			text := encoding.EncodeToString(append(make([]byte, before), secret...))
			own := text[(before*8+5)/6 : (before+len(secret))*8/6] // letters made of nothing but the secret
			if len(own) >= shortestSecret {
				candidates = append(candidates, secretForm{own, 1, partLength})
			}
		}
	}
	var forms []secretForm
	seen := map[string]bool{}
	for _, f := range candidates {
		if !seen[f.text] {
			seen[f.text] = true
			forms = append(forms, f)
		}
	}
	return forms
}

// redact gives text without the secret: text itself where it holds none.
func (r *redactor) redact(text []byte) []byte {
	var out []byte
	done := 0
	for {
		from, to := r.find(text, done)
		if to == 0 {
			break
		}
		out = append(append(out, text[done:from]...), maskDots...)
		done = to
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}

func (r *redactor) redactString(s string) string { return string(r.redact([]byte(s))) }

// redactHeader redacts the values of an answer's header where they stand.
func (r *redactor) redactHeader(h http.Header) {
	for _, values := range h {
		for i, v := range values {
			values[i] = r.redactString(v)
		}
	}
}

// find gives the first part of the secret in text[from:]; to is 0 where there is none.
func (r *redactor) find(text []byte, from int) (begin, to int) {
	if r.stride == 0 {
		return 0, 0
	}
	seen, stride := &r.seen, r.stride
	for at := from; at+gramLength <= len(text); at += stride {
		gram := binary.LittleEndian.Uint32(text[at : at+gramLength])
		if h := gramHash(gram); seen[h>>6&(1<<10-1)]&(1<<(h&63)) == 0 {
			continue
		}
		for _, p := range r.places[gram] {
			if b, e := r.extend(text, from, at, p); e-b > to-begin {
				begin, to = b, e
			}
		}
		if to > 0 {
			return begin, to
		}
	}
	return 0, 0
}

// extend gives how much of a form stands around text[at], of which four bytes stand at a place of the form; nothing where
// it is too little to count.
func (r *redactor) extend(text []byte, from, at int, p formPlace) (begin, to int) {
	f := &r.forms[p.form]
	left, right := p.at, p.at+gramLength
	offset := at - p.at
	for left > 0 && offset+left > from && text[offset+left-1] == f.text[left-1] {
		left--
	}
	for right < len(f.text) && offset+right < len(text) && text[offset+right] == f.text[right] {
		right++
	}
	left, right = (left+f.unit-1)/f.unit*f.unit, right/f.unit*f.unit
	if right-left < f.least || right-left < len(f.text) && f.unit == 1 && strings.Trim(f.text[left:right], "0123456789") == "" {
		return 0, 0 // digits alone may be a telephone number
	}
	return offset + left, offset + right
}
