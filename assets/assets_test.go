package assets

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
)

// texts are all the words that are shown.
func texts() []string {
	var all []string
	for _, p := range pages {
		all = append(append(append(all, p.Title, p.Only, p.Older), p.Say...), p.Warn...)
		for _, l := range p.Links {
			all = append(all, l.Text)
		}
	}
	for _, c := range carts {
		all = append(append(append(append(all, c.Name), c.What...), c.Does...), c.Needs...)
	}
	for _, c := range carriers {
		all = append(append(all, c.Name), c.Aliases...)
	}
	return all
}

// What is built in reaches the terminal as it is, on terminals without Unicode too.
func TestTextsAreOneLineOfASCII(t *testing.T) {
	for _, s := range texts() {
		if strings.ContainsFunc(s, func(r rune) bool { return r > '~' || unicode.IsControl(r) }) {
			t.Errorf("%q", s)
		}
	}
}

func TestPages(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range GuideIDs() {
		p, ok := Guide(id)
		if !ok || seen[id] || p.Title == "" || len(p.Say) == 0 {
			t.Errorf("%q: %+v", id, p)
		}
		seen[id] = true
		for _, l := range p.Links {
			if u, err := url.Parse(l.URL); err != nil || u.Scheme != "https" || u.Host != "login.bigcommerce.com" || l.Text == "" {
				t.Errorf("%s: %+v leads elsewhere", id, l)
			}
		}
	}
	if _, ok := Guide("nowhere"); ok {
		t.Error("there is a page of any name")
	}
}

func TestCarts(t *testing.T) {
	for _, c := range Carts() {
		if c.Name == "" || len(c.What) == 0 || len(c.Does) == 0 || len(c.Needs) == 0 {
			t.Errorf("%+v has an empty slot", c)
		}
	}
}
