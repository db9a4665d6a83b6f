package bigcommerce

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	testID     = "z1x2c3v4b5n6m7a8s9d0f1g2h3j4k5l"
	testSecret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// The two layouts that BigCommerce downloads; the second has the name twice.
const (
	variantA = "ACCESS TOKEN: " + testToken + "\nCLIENT ID: " + testID + "\nCLIENT SECRET: " + testSecret +
		"\nNAME: NAME-HERE\nAPI PATH: https://api.bigcommerce.com/stores/ab12cd/v3/\n"
	variantB = "ACCESS TOKEN: " + testToken + "\nCLIENT NAME: NAME-HERE\nCLIENT ID: " + testID + "\nCLIENT SECRET: " + testSecret +
		"\nNAME: NAME-HERE\nAPI PATH: https://api.bigcommerce.com/stores/ab12cd/v3/\n"
)

func wantCredentials(name string) Credentials {
	return Credentials{Name: name, APIPath: testPath, ClientID: testID, AccessToken: testToken}
}

func utf16Text(s string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestParseCredentialsVariants(t *testing.T) {
	oneLine := func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", " ") }
	for name, change := range map[string]func(string) string{
		"as downloaded":      func(s string) string { return s },
		"byte order mark":    func(s string) string { return "\ufeff" + s },
		"UTF-16 LE":          func(s string) string { return utf16Text(s, false) },
		"UTF-16 BE":          func(s string) string { return utf16Text(s, true) },
		"CRLF":               func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"CR":                 func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"one line":           oneLine,
		"one line, tabs":     func(s string) string { return strings.ReplaceAll(s, "\n", "\t") },
		"no line end":        strings.TrimSpace,
		"blank lines":        func(s string) string { return "\n\n" + strings.ReplaceAll(s, "\n", "\n\n") },
		"indented":           func(s string) string { return "  " + strings.ReplaceAll(s, "\n", "  \n  ") },
		"equals signs":       func(s string) string { return strings.ReplaceAll(s, ": ", "=") },
		"spaced signs":       func(s string) string { return strings.ReplaceAll(s, ": ", " = ") },
		"values on the next": func(s string) string { return strings.ReplaceAll(s, ": ", ":\n") },
		"prose around":       func(s string) string { return "My store's keys\n\n" + s + "\nDon't lose them.\n" },
		"lower-case labels": func(s string) string {
			return strings.NewReplacer("ACCESS TOKEN", "access token", "CLIENT", "Client", "API PATH", "Api Path", "NAME:", "Name:").Replace(s)
		},
		"backwards": func(s string) string {
			lines := strings.Split(strings.TrimSpace(s), "\n")
			out := ""
			for _, l := range lines {
				out = l + "\n" + out
			}
			return out
		},
	} {
		for layout, text := range map[string]string{"A": variantA, "B": variantB} {
			t.Run(name+" "+layout, func(t *testing.T) {
				account := "Order desk: main (EU)"
				if strings.Contains(name, "signs") || name == "values on the next" {
					account = "Order desk" // a name's own ": " would be changed as well
				}
				got, notes, err := ParseCredentials([]byte(strings.ReplaceAll(change(text), "NAME-HERE", account)))
				if strings.HasPrefix(name, "UTF-16") {
					got, notes, err = ParseCredentials([]byte(change(strings.ReplaceAll(text, "NAME-HERE", account))))
				}
				if err != nil || got != wantCredentials(account) {
					t.Errorf("read as %+v, %v", got, err)
				}
				if len(notes) != 1 || notes[0] != "trailing /v3/ removed" {
					t.Errorf("notes: %q", notes)
				}
			})
		}
	}
}

func TestParseCredentialsNames(t *testing.T) {
	for _, name := range []string{
		"Acme", "Acme Outdoors Ltd", "Acme: orders", "x=y", "\"quoted\"", "Ünïcødé ✓", "CLIENT ID", "NAME: NAME", "API PATH: none", "ACCESS TOKEN: see above", "a, b;",
	} {
		for _, text := range []string{variantA, variantB} {
			got, _, err := ParseCredentials([]byte(strings.ReplaceAll(text, "NAME-HERE", name)))
			if err != nil || got != wantCredentials(name) {
				t.Errorf("%q is read as %+v, %v", name, got, err)
			}
			flat := strings.ReplaceAll(strings.ReplaceAll(text, "NAME-HERE", name), "\n", " ")
			got, _, err = ParseCredentials([]byte(flat))
			if err != nil || got != wantCredentials(name) {
				t.Errorf("in one line %q is read as %+v, %v", name, got, err)
			}
		}
	}
}

func TestParseCredentialsRefuses(t *testing.T) {
	without := func(label string) string {
		var kept []string
		for _, l := range strings.Split(variantB, "\n") {
			if !strings.HasPrefix(l, label+":") {
				kept = append(kept, l)
			}
		}
		return strings.Join(kept, "\n")
	}
	for name, tc := range map[string]struct{ text, field, says string }{
		"empty":            {"", "file", "empty"},
		"only blanks":      {" \r\n\t\n", "file", "empty"},
		"something else":   {"Dear diary", "file", "no BigCommerce credentials"},
		"no token":         {without("ACCESS TOKEN"), "ACCESS TOKEN", "create a new API account"},
		"empty token":      {strings.Replace(variantA, testToken, "", 1), "ACCESS TOKEN", "missing"},
		"token with space": {strings.Replace(variantA, testToken, testToken[:8]+" "+testToken[8:], 1), "ACCESS TOKEN", "characters"},
		"no path":          {without("API PATH"), "API PATH", "missing"},
		"another's path":   {strings.Replace(variantA, "api.bigcommerce.com/stores/ab12cd", "example.com/x", 1), "API PATH", "not the API path"},
		"two tokens":       {variantA + strings.Replace(variantA, testToken, testID, 1), "ACCESS TOKEN", "two different"},
		"too long":         {variantA + strings.Repeat("x", maxCredentialsFile), "file", "too much"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := ParseCredentials([]byte(tc.text))
			var input *InputError
			if !errors.As(err, &input) || input.Field != tc.field || !strings.Contains(err.Error(), tc.says) || got != (Credentials{}) {
				t.Errorf("%+v, %v", got, err)
			}
			if err != nil {
				refuseLeaks(t, err.Error())
			}
		})
	}
	for _, label := range []string{"CLIENT ID", "CLIENT SECRET", "NAME", "CLIENT NAME"} {
		if got, _, err := ParseCredentials([]byte(without(label))); err != nil || got.AccessToken != testToken {
			t.Errorf("without %s: %+v, %v", label, got, err)
		}
	}
}

func refuseLeaks(t *testing.T, s string) {
	t.Helper()
	for _, secret := range []string{testToken, testID, testSecret, testToken[:8]} {
		if strings.Contains(s, secret) {
			t.Errorf("a value shows in %q", s)
		}
	}
}

func TestReadCredentialsFile(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "BigCommerceAPI-credentials-"+testID+"-.txt")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(path, says string) error {
		t.Helper()
		got, _, err := ReadCredentialsFile(path)
		if err == nil || !strings.Contains(err.Error(), says) || got != (Credentials{}) {
			t.Errorf("%+v, %v; the error should say %q", got, err, says)
		}
		if err != nil && (strings.Contains(err.Error(), testID) || strings.Contains(err.Error(), folder)) {
			t.Errorf("the file's name shows in %v", err)
		}
		return err
	}
	if err := refused(name, "no file"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file is %v", err)
	}
	refused(folder, "folder")
	write("")
	refused(name, "empty")
	write(strings.Repeat("a line of something\n", 10_000))
	refused(name, "too large")
	write(variantB)
	if got, _, err := ReadCredentialsFile(name); err != nil || got != wantCredentials("NAME-HERE") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestIsCredentialsFile(t *testing.T) {
	for name, want := range map[string]bool{
		"BigCommerceAPI-credentials-abc-.txt":      true,
		"bigcommerceapi-CREDENTIALS-abc (1).TXT":   true,
		"/home/x/BigCommerceAPI-credentials-a.txt": true,
		`C:\x\BigCommerceAPI-credentials-a.txt`:    true,
		"BigCommerceAPI-credentials.txt":           false,
		"my-BigCommerceAPI-credentials-a.txt":      false,
		"BigCommerceAPI-credentials-a.txt.bak":     false,
		"notes.txt":                                false,
	} {
		if IsCredentialsFile(name) != want {
			t.Errorf("IsCredentialsFile(%q) is %v", name, !want)
		}
	}
}

func FuzzParseCredentials(f *testing.F) {
	f.Add([]byte(variantA), "Acme")
	f.Add([]byte(variantB), "Order desk: main")
	f.Add([]byte(strings.ReplaceAll(variantB, "\n", " ")), "NAME: x API PATH: y")
	f.Add([]byte(utf16Text(variantA, false)), "CLIENT ID: z")
	f.Add([]byte("ACCESS TOKEN:"), "=")
	f.Add([]byte("API PATH=a ACCESS TOKEN=b"), "")
	f.Fuzz(func(t *testing.T, text []byte, name string) {
		one, _, err := ParseCredentials(text)
		two, _, err2 := ParseCredentials(text)
		if one != two || (err == nil) != (err2 == nil) {
			t.Errorf("the same text gives %+v and %+v", one, two)
		}
		name = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || r == 0x2028 || r == 0xa0 || r == 0xfeff {
				return -1
			}
			return r
		}, strings.ToValidUTF8(name, ""))
		name = strings.TrimSpace(name)
		if !utf8.ValidString(name) || len(name) > 1000 {
			return
		}
		for _, layout := range []string{variantA, variantB} {
			got, _, err := ParseCredentials([]byte(strings.ReplaceAll(layout, "NAME-HERE", name)))
			if err != nil || got != wantCredentials(name) {
				t.Errorf("the name %q is read as %+v, %v", name, got, err)
			}
		}
		// Whatever stands around it, an error never repeats the token.
		if _, _, err := ParseCredentials(append(append([]byte{}, text...), variantA...)); err != nil {
			refuseLeaks(t, err.Error())
		}
	})
}
