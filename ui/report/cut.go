package report

import (
	"cmp"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cartwire/store"
	"cartwire/ui/text"
)

var (
	address = regexp.MustCompile(`[^\s@<>()\[\]{}",;:=]+@[^\s@<>()\[\]{}",;:=]+`)
	// long is what may be a token: nothing that a person has named is so long and holds digits.
	long = regexp.MustCompile(`[A-Za-z0-9_+=-]{20,}`)
	// named is a credentials file, whose name counts as a secret.
	named = regexp.MustCompile(`(?i)BigCommerceAPI-credentials-\S*`)
	phone = regexp.MustCompile(`\+[0-9][0-9 ()/-]{6,}[0-9]`)
	hash  = regexp.MustCompile(`(stores/|store-)[a-z0-9]{5,20}\b`)
)

// cutter takes out of a text what nobody who helps needs.
type cutter struct {
	names bool
	swaps []swap // the longest first: a name may be a part of another
}

type swap struct{ from, to string }

func newCutter(book *store.Book, connections []store.Connection, o Options) *cutter {
	c := &cutter{names: o.Names}
	secret := func(s string) {
		if len(s) >= 4 {
			c.swaps = append(c.swaps, swap{s, "[secret]"})
		}
	}
	for _, conn := range connections {
		secret(conn.ClientID)
		secret(conn.Legacy.Username)
		if o.Names {
			continue
		}
		n := strconv.FormatUint(uint64(conn.ID), 10)
		hosts := []string{conn.AllowInsecureHost, conn.HostConfirmed, hostOf(conn.APIPath), hostOf(conn.Legacy.APIURL)}
		for _, h := range hosts {
			c.add(h, "host "+n)
		}
		c.add(conn.Name, "connection "+n)
		c.add(conn.Store.Name, "store "+n)
	}
	if !o.Names {
		c.add(filepath.Dir(book.Path()), "[folder]")
		for _, who := range o.Who {
			c.add(who, "somebody")
		}
	}
	slices.SortStableFunc(c.swaps, func(a, b swap) int { return cmp.Compare(len(b.from), len(a.from)) })
	return c
}

func (c *cutter) add(from, to string) {
	if strings.TrimSpace(from) != "" && from != "api.bigcommerce.com" {
		c.swaps = append(c.swaps, swap{from, to})
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Cut takes what may be a secret, an e-mail address or a telephone number out of a text, such as an error's.
func Cut(s string) string { return (&cutter{names: true}).cut(s) }

// cut makes the text safe to send, and safe to look at in a terminal.
func (c *cutter) cut(s string) string {
	s = named.ReplaceAllString(s, "[credentials file]")
	for _, w := range c.swaps {
		s = strings.ReplaceAll(s, w.from, w.to)
	}
	s = address.ReplaceAllString(s, "[e-mail]")
	s = phone.ReplaceAllString(s, "[phone]")
	s = long.ReplaceAllStringFunc(s, func(word string) string {
		if strings.ContainsAny(word, "0123456789") {
			return "[secret]"
		}
		return word
	})
	if !c.names {
		s = hash.ReplaceAllString(s, "${1}[hash]")
	}
	return strings.Join(text.Paragraphs(s), "\n")
}
