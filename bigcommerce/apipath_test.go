package bigcommerce

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseAPIPath(t *testing.T) {
	const want = "https://api.bigcommerce.com/stores/ab12cd"
	for _, tc := range []struct {
		text  string
		want  string
		notes []string
	}{
		{"https://api.bigcommerce.com/stores/ab12cd/v3/", want, []string{"trailing /v3/ removed"}},
		{"https://api.bigcommerce.com/stores/ab12cd/v3", want, []string{"trailing /v3/ removed"}},
		{"https://api.bigcommerce.com/stores/ab12cd/v2/", want, []string{"trailing /v2/ removed"}},
		{"https://api.bigcommerce.com/stores/ab12cd/", want, []string{"trailing / removed"}},
		{"https://api.bigcommerce.com/stores/ab12cd", want, nil},
		{"  \"https://api.bigcommerce.com/stores/ab12cd/v3/\" \r\n", want, []string{"trailing /v3/ removed"}},
		{"“https://api.bigcommerce.com/stores/ab12cd”", want, nil},
		{"HTTPS://API.BIGCOMMERCE.COM/stores/ab12cd", want, nil},
		{"http://api.bigcommerce.com/stores/ab12cd/v3/", want, []string{"trailing /v3/ removed", "http:// changed to https://"}},
		{"https://api.bigcommerce.com//stores//ab12cd//v3//", want, []string{"trailing /v3/ removed"}},
		{"https://api.bigcommerce.com/stores/store-ab12cd/v3/", want, []string{`"store-" removed from the store hash`, "trailing /v3/ removed"}},
		{"api.bigcommerce.com/stores/ab12cd", want, []string{"https:// put in front"}},
		{"API PATH: https://api.bigcommerce.com/stores/ab12cd", want, nil},
		{"https://store-ab12cd.mybigcommerce.com/manage/dashboard", want, []string{"control-panel address understood: store hash ab12cd"}},
		{"store-ab12cd.mybigcommerce.com", want, []string{"https:// put in front", "control-panel address understood: store hash ab12cd"}},
		{"https://store-ab12cd-2.mybigcommerce.com/", want, []string{"control-panel address understood: store hash ab12cd"}},
		{"ab12cd", want, nil},
		{"store-ab12cd", want, []string{`"store-" removed from the store hash`}},
		{"stores/ab12cd", want, []string{`"stores/" removed from the store hash`}},
		{"/stores/ab12cd/v3/", want, []string{`"stores/" removed from the store hash`, "trailing /v3/ removed"}},
		{"http://127.0.0.1:4000/stores/ab12cd/v3/", "http://127.0.0.1:4000/stores/ab12cd", []string{"trailing /v3/ removed"}},
		{"127.0.0.1:4000/stores/ab12cd", "http://127.0.0.1:4000/stores/ab12cd", []string{"http:// put in front"}},
		{"https://proxy.example.com/stores/ab12cd", "https://proxy.example.com/stores/ab12cd", nil},
	} {
		path, notes, err := ParseAPIPath(tc.text)
		if err != nil || path.String() != tc.want || !slices.Equal(notes, tc.notes) {
			t.Errorf("%q is read as %q, notes %q, error %v", tc.text, path, notes, err)
		}
		again, notes, err := ParseAPIPath(path.String())
		if err != nil || again != path || len(notes) > 0 {
			t.Errorf("%q is read again as %q, notes %q, error %v", path, again, notes, err)
		}
	}
}

func TestParseAPIPathRefuses(t *testing.T) {
	secret := strings.Repeat("a1", 15) + "b"
	for text, want := range map[string]string{
		"":                                    "empty",
		"  \"\" ":                             "empty",
		"https://example.com/foo":             "example.com is not the API path",
		"https://api.bigcommerce.com":         "names no store",
		"https://api.bigcommerce.com/stores/": "names no store",
		"https://api.bigcommerce.com/stores//v3/": "names no store",
		"https://api.bigcommerce.com/stores/v2":   "names no store",
		"http://127.0.0.1:4000/stores//v3":        "names no store",
		"stores//v3/":                             "names no store",
		"v3":                                      "names no store",
		"api.bigcommerce.com":                     "names no store",
		"https://api.bigcommerce.com/stores/{store_hash}/v3":            "placeholder",
		"https://api.bigcommerce.com/stores/a b/v3":                     "spaces",
		"https://api.bigcommerce.com/stores/ab%2ecd":                    "letters and digits",
		"https://user:" + secret + "@api.bigcommerce.com/stores/ab12cd": "user name or password",
		"ftp://api.bigcommerce.com/stores/ab12cd":                       "begin with https://",
		"store-": "names no store",
		secret:   "too long for a store hash",
		"ab-12":  "letters and digits",
		"über":   "letters and digits",
		"a/b/c":  "no API path",
		"https://store-ab12cd.mybigcommerce.com.evil.example/": "is not the API path",
		"https://[::1":           "no web address",
		"https:///stores/ab12cd": "no web address",
	} {
		path, _, err := ParseAPIPath(text)
		var input *InputError
		if !errors.As(err, &input) || !strings.Contains(err.Error(), want) || path != (APIPath{}) {
			t.Errorf("%q: %q, %v; the error should say %q", text, path, err, want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats what was entered: %v", err)
		}
	}
}

func FuzzParseAPIPath(f *testing.F) {
	for _, s := range []string{"https://api.bigcommerce.com/stores/ab12cd/v3/", "store-ab12cd", "https://store-x.mybigcommerce.com", "a/v3", "//", "https://[::1]:8080/stores/a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, _, err := ParseAPIPath(s)
		if err != nil {
			return
		}
		if again, notes, err := ParseAPIPath(path.String()); err != nil || again != path || len(notes) > 0 {
			t.Errorf("%q gives %q, which gives %q, %q, %v", s, path, again, notes, err)
		}
	})
}
