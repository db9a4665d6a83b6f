package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Jane Doe", "Jane Doe"},
		{"other scripts", "Åsa Øst 李小龍 Жанна مريم ₹5 é", "Åsa Øst 李小龍 Жанна مريم ₹5 é"},
		{"escape sequence", "a\x1b[31mred", "a␛[31mred"},
		{"clipboard", "\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"},
		{"C1 as text", "a\u009b31m\u009d52;c;x\u009c", "a�31m�52;c;x�"},
		{"C1 as bytes", "a\x9b31m", "a�31m"},
		{"lines", "one\r\ntwo\nthree\rfour\u2028five", "one␤two␤three␍four␤five"},
		{"tab and odd spaces", "a\tb\u00a0c\u3000d", "a b c d"},
		{"bidirectional override", "abc\u202egpj.exe\u202c", "abcgpj.exe"},
		{"isolates and marks", "\u2066a\u2069\u200eb\u200f\u061c", "ab"},
		{"zero width", "pay\u200bpal\ufeff\u2060\u00ad\u200d", "paypal"},
		{"blank letters", "a\u3164b\u115f\u2800", "ab"},
		{"tags", "a\U000e0041\U000e007f", "a"},
		{"emoji with selector", "♥\ufe0f", "♥"},
		{"stacked marks", "z" + strings.Repeat("\u0301", 50), "z" + strings.Repeat("\u0301", maxMarks)},
		{"private use and delete", "\ue000\x7f", "�␡"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "Jane", "\x1b]0;x\a", "\u202e", "\xff\xfe", "a\r\nb", "e\u0301\u0302\u0303\u0304\u0305", "👩\u200d👩\u200d👧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Clean(s)
		if !utf8.ValidString(out) {
			t.Fatalf("not UTF-8: %q", out)
		}
		for _, r := range out {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs) {
				t.Fatalf("%U is left in %q", r, out)
			}
		}
		if again := Clean(out); again != out {
			t.Fatalf("cleaning %q again gives %q", out, again)
		}
	})
}

func TestWidths(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Truncate("Northwind Books", 9, "…"), "Northwin…"},
		{Truncate("Acme", 9, "…"), "Acme"},
		{Truncate("李小龍", 5, "…"), "李小…"},
		{Truncate("Acme", 0, "…"), ""},
		{Truncate("Acme", 2, "..."), "Ac"},
		{Fit("李", 4, "…"), "李  "},
		{FitLeft("12", 4, "…"), "  12"},
		{strings.Join(Wrap("one two three", 7), "|"), "one two|three"},
		{strings.Join(Paragraphs("a\r\nb\x1b\n"), "|"), "a|b␛|"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
