// Package assets holds the texts and data that are built into the program: the pages of the guide, the carts of the
// gallery and the carriers that stores know. It imports nothing of the program and may be imported by all of it.
package assets

import (
	_ "embed" // the files below
	"encoding/json"
	"fmt"
	"slices"
)

// Page is what the guide says in one step. Its texts name what is to be clicked as BigCommerce's control panel labels it
// (docs: api-fundamentals/api-accounts; support article "Store API Accounts").
type Page struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Only  string   `json:"only"`  // whom the step is for; empty: everybody
	Say   []string `json:"say"`   // paragraphs
	Older string   `json:"older"` // how it is where the control panel is an older one
	Warn  []string `json:"warn"`  // what can't be made good later
	Links []Link   `json:"links"`
}

// Link is a page of BigCommerce's.
type Link struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Cart is a card of the gallery.
type Cart struct {
	Name  string   `json:"name"`
	What  []string `json:"what"`  // what it is
	Does  []string `json:"does"`  // what Cartwire does with it
	Needs []string `json:"needs"` // what it takes to connect one
}

var (
	//go:embed guide.json
	guideFile []byte
	//go:embed carts.json
	cartsFile []byte

	pages = parse[Page]("guide.json", guideFile)
	carts = parse[Cart]("carts.json", cartsFile)
)

// parse reads an embedded file; what it holds was fixed when the program was built.
func parse[T any](name string, body []byte) []T {
	var list []T
	if err := json.Unmarshal(body, &list); err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return list
}

// Guide is the page of a step; ok is false where there is none.
func Guide(id string) (p Page, ok bool) {
	i := slices.IndexFunc(pages, func(p Page) bool { return p.ID == id })
	if i < 0 {
		return Page{}, false
	}
	return pages[i], true
}

// GuideIDs lists all pages.
func GuideIDs() []string {
	ids := make([]string, len(pages))
	for i, p := range pages {
		ids[i] = p.ID
	}
	return ids
}

// Carts are the gallery's cards. The list is the caller's own.
func Carts() []Cart { return slices.Clone(carts) }
