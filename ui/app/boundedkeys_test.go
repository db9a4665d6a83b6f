package app

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// What is typed comes through as it is; a paste and a sequence that nobody ends are cut, and what follows them is not lost.
func TestKeysAreBounded(t *testing.T) {
	const start, end = "\x1b[200~", "\x1b[201~"
	long := strings.Repeat("é\x1b[Ax", maxPaste/2)
	for name, c := range map[string]struct{ in, want string }{
		"keys":               {"aé\x1b[A\x1b[1;5B\x1bOP\x1b\r\x03\x1b", "aé\x1b[A\x1b[1;5B\x1bOP\x1b\r\x03\x1b"},
		"a paste":            {"a" + start + "b\x1b[Ac\n" + end + "d", "a" + start + "b\x1b[Ac\n" + end + "d"},
		"a long paste":       {start + long + end + "d", start + long[:maxPaste-1] + end + "d"},
		"a long paste twice": {start + long + end + start + "x" + end, start + long[:maxPaste-1] + end + start + "x" + end},
		"a long answer":      {"\x1b]11;" + strings.Repeat("x", 1<<20) + "\x1b\\d", "\x1b]11;" + strings.Repeat("x", maxSequence-5) + "\x1b\\d"},
		"a long sequence":    {"\x1b[" + strings.Repeat("1;", 1<<20) + "Ad", "\x1b[" + strings.Repeat("1;", maxParams) + "1d"},
	} {
		got, err := io.ReadAll(newBoundedKeys(strings.NewReader(c.in)))
		if err != nil {
			t.Fatal(err)
		}
		if lead := len(start); strings.Contains(name, "long paste") {
			// Of a long paste at most maxPaste bytes come.
			if !bytes.HasPrefix(got, []byte(start+long[:1000])) || len(got) > maxPaste+4*lead+1 || !strings.HasSuffix(string(got), c.want[len(c.want)-lead-1:]) {
				t.Errorf("%s: %d bytes, at the end %q", name, len(got), got[max(0, len(got)-20):])
			}
			continue
		}
		if string(got) != c.want {
			t.Errorf("%s: %d bytes, %q; want %d", name, len(got), got[max(0, len(got)-20):], len(c.want))
		}
		if byBytes, err := io.ReadAll(newBoundedKeys(iotest.OneByteReader(strings.NewReader(c.in)))); err != nil || !bytes.Equal(byBytes, got) {
			t.Errorf("%s: in single bytes something else comes: %v", name, err)
		}
	}
}
