package text

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// FuzzJSON: whatever a text holds, its JSON is the same text again, and nothing in it is left that Clean would change.
func FuzzJSON(f *testing.F) {
	f.Add("plain, Łódź 李 e\u0301")
	f.Add("\x1b[2J\x00\n\r=X(\a\u0085\u202e\u200b\ufeff\u2028\ufe0f\U000e0041\U000f0000\u00a0\t")
	f.Add(strings.Repeat("\u0301", 20) + "\xff")
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		if err := NewJSONEncoder(&b).Encode(s); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(b.String(), "\n")
		if Clean(line) != line {
			t.Errorf("%q holds what Clean changes", line)
		}
		plain, _ := json.Marshal(s)
		var got, want string
		if err := errors.Join(json.Unmarshal(b.Bytes(), &got), json.Unmarshal(plain, &want)); err != nil || got != want {
			t.Errorf("%q became %q, %v", s, got, err)
		}
	})
}
