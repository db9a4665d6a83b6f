package bigcommerce

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// leaks names a part of eight letters of a secret that stands in a text, in any of the encodings that are looked for.
func leaks(text, secret string) string {
	for i := 0; i+8 <= len(secret); i++ {
		part := secret[i : i+8]
		escaped, percent := "", ""
		for _, c := range []byte(part) {
			escaped, percent = escaped+fmt.Sprintf(`\u%04x`, c), percent+fmt.Sprintf("%%%02x", c)
		}
		lower := strings.ToLower(text)
		switch {
		case strings.Contains(text, part), strings.Contains(text, url.QueryEscape(part)):
			return part
		case strings.Contains(lower, hex.EncodeToString([]byte(part))), strings.Contains(lower, percent), strings.Contains(lower, escaped):
			return "encoded " + part
		}
		for before := range 3 { // as in the middle of a longer text
			whole := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + part))
			if inner := whole[(before*8+5)/6 : (before+8)*8/6]; strings.Contains(strings.NewReplacer("-", "+", "_", "/").Replace(text), inner) {
				return "base64 of " + part
			}
		}
	}
	return ""
}

func TestNoPartOfTheSecretIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[a-z0-9]{31}|[0-9a-f]{40}|[A-Za-z0-9+/_.-]{12,40}`).Draw(t, "secret")
		r := newRedactor(secret)
		text, want := "", ""
		for range rapid.IntRange(0, 6).Draw(t, "parts") {
			around := rapid.StringMatching(`[ G-Zg-z"{}:,!]{0,40}`).Draw(t, "around")
			if leaks(around, secret) != "" || strings.ContainsAny(around, secret[:1]) {
				around = "!"
			}
			text, want = text+around, want+around
			part := secret
			if rapid.Bool().Draw(t, "cut") {
				from := rapid.IntRange(0, len(secret)-8).Draw(t, "from")
				part = secret[from:rapid.IntRange(from+8, len(secret)).Draw(t, "to")]
			}
			if strings.Trim(part, "0123456789") == "" {
				continue
			}
			encode := rapid.SampledFrom([]func(string) string{
				func(s string) string { return s }, url.QueryEscape,
				func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
				func(s string) string { return base64.URLEncoding.EncodeToString([]byte("a:" + s)) },
				func(s string) string { return base64.StdEncoding.EncodeToString([]byte("user:" + s)) },
				func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
				func(s string) string {
					return `\u` + strings.Join(strings.Split(fmt.Sprintf("% x", "0"+s), " ")[1:], "")
				},
			}).Draw(t, "encoding")
			text += "!" + encode(part) + "!"
		}
		if got := string(r.redact([]byte(text))); leaks(got, secret) != "" {
			t.Fatalf("%q is left as %q, with %s", text, got, leaks(got, secret))
		}
		if got := string(r.redact([]byte(want))); got != want {
			t.Fatalf("%q, without the secret, became %q", want, got)
		}
	})
}

func TestOrdinaryTextIsLeft(t *testing.T) {
	r := newRedactor("00000000000" + testToken + "12345678901")
	page := "[" + orderJSON(12345678, 4, shippingJSON(51, "", lineJSON(1, 51, 1))) + `, "0.0000000000", "12345678901", "` + testToken[:7] + `"]`
	if got := string(r.redact([]byte(page))); got != page {
		t.Error(got)
	}
	for _, short := range []string{"", "abc"} {
		if got := string(newRedactor(short).redact([]byte("abcabcabc"))); got != "abcabcabc" {
			t.Error(got)
		}
	}
	if got := string(newRedactor("pa55").redact([]byte("is pa55?"))); got != "is "+maskDots+"?" {
		t.Error(got)
	}
}

// BenchmarkRedactPage is what a page of 250 orders costs more, beside BenchmarkDecodePage.
func BenchmarkRedactPage(b *testing.B) {
	var rows []string
	for i := 1; i <= 250; i++ {
		rows = append(rows, orderJSON(i, 4, shippingJSON(51, "", lineJSON(4*i, 51, 1), lineJSON(4*i+1, 51, 1), lineJSON(4*i+2, 51, 1), lineJSON(4*i+3, 51, 1))))
	}
	page, r := []byte("["+strings.Join(rows, ",")+"]"), newRedactor(testToken)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if len(r.redact(page)) != len(page) {
			b.Fatal("it is not there")
		}
	}
}
