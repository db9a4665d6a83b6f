package command

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSafeWriter writes a text in two pieces, cut anywhere: nothing but its line ends may steer a terminal.
func FuzzSafeWriter(f *testing.F) {
	f.Add("plain\nlines\n", 4)
	f.Add("\x1b]52;c;ZXZpbA==\a\x1b[2J\r\u202eevil", 3)
	f.Add("Żółć 💥", 2)
	f.Add("\xff\xfe\xc3", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		var out strings.Builder
		w := &safeWriter{w: &out}
		cut = max(0, min(cut, len(text)))
		for _, piece := range []string{text[:cut], text[cut:]} {
			if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		for _, r := range out.String() {
			if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
				t.Fatalf("%q gets through: %q", r, out.String())
			}
		}
		if !utf8.ValidString(out.String()) {
			t.Fatalf("%q is cut in a character", out.String())
		}
	})
}

func TestSafeWriterKeepsWhatIsHarmless(t *testing.T) {
	var out strings.Builder
	w := &safeWriter{w: &out}
	for _, b := range []byte("Jürgen 東京\n  a  b\n") { // a byte at a time
		if _, err := w.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if out.String() != "Jürgen 東京\n  a  b\n" {
		t.Errorf("%q", out.String())
	}
}
