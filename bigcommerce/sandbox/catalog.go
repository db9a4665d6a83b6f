package sandbox

import (
	"fmt"
	"time"
)

// product is one of the catalogue. Its levels are what it was made with; what lies where now is the stock's. The first variant is the base variant where there are no options.
type product struct {
	id              uint64
	name, sku, mark string // mark is the brand
	cents, grams    int
	digital         bool
	tracking        string // none, product or variant
	level           int    // in stock, where tracked by product
	options         bool
	variants        []variant
	made, written   time.Time // written is zero until somebody writes it
	warning         int
}

type variant struct {
	id           uint64
	sku          string
	colour, size string // empty on a base variant
	cents, level int
	warning      int
}

// catalog holds the products, listed and sold; where none are listed, sold ones are of earlier days.
type catalog struct {
	listed  []product
	sold    []product
	shipped []int // the positions in sold of what is shipped
}

// soldBefore is how many products orders name in a store that lists none.
const soldBefore = 60

func newCatalog(seed uint64, n int, plain bool) *catalog {
	c := &catalog{}
	made := makeProducts(seed, max(n, 1), plain)
	if n > 0 {
		c.listed, c.sold = made, made
	} else {
		c.sold = makeProducts(seed, soldBefore, plain)
	}
	for i := range c.sold {
		if !c.sold[i].digital {
			c.shipped = append(c.shipped, i)
		}
	}
	return c
}

func makeProducts(seed uint64, n int, plain bool) []product {
	ps := make([]product, n)
	next := uint64(350)
	for i := range ps {
		ps[i] = makeProduct(seed, i, next, plain)
		next += uint64(len(ps[i].variants))
	}
	return ps
}

// makeProduct makes the i-th product; its variants are numbered from next.
func makeProduct(seed uint64, i int, next uint64, plain bool) product {
	r := seeded(seed, uint64(i), 0xca)
	g := choose(&r, goods)
	p := product{id: uint64(77 + i), mark: g.brand, cents: g.cents + r.between(-4, 12)*25, grams: g.grams, tracking: "none"}
	p.sku = fmt.Sprintf("%s-%04d", g.code, p.id)
	p.name = choose(&r, adjectives) + " " + g.name
	p.made = time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC).Add(time.Duration(i) * 37 * time.Minute)
	if plain {
		p.tracking, p.level = "product", r.below(400)
		p.variants = []variant{{id: next, sku: p.sku, cents: p.cents}}
		return p
	}
	if i%12 == 11 {
		p.digital, p.grams = true, 0
		p.name += " Guide (PDF)"
		p.variants = []variant{{id: next, sku: p.sku, cents: p.cents}}
		return p
	}
	switch p.options = r.chance(0.45); {
	case p.options && r.chance(0.8):
		p.tracking = "variant"
	case r.chance(0.85):
		p.tracking, p.level = "product", r.below(400)
	}
	if !p.options {
		p.variants = []variant{{id: next, sku: p.sku, cents: p.cents}}
		return p
	}
	cs, ss := colours[:r.between(1, 3)], sizes[:r.between(2, 4)]
	for _, colour := range cs {
		for _, size := range ss {
			v := variant{id: next + uint64(len(p.variants)), colour: colour, size: size, cents: p.cents,
				sku: p.sku + "-" + colour[:3] + "-" + size}
			if size == "XL" {
				v.cents += 300
			}
			if p.tracking == "variant" {
				v.level = r.below(120)
			}
			p.variants = append(p.variants, v)
		}
	}
	return p
}

// choose picks what a line is of.
func (c *catalog) choose(r *random, tangible bool) (*product, *variant) {
	at := r.below(len(c.sold))
	if tangible && c.sold[at].digital {
		at = c.shipped[r.below(len(c.shipped))] // the first product is always one
	}
	p := &c.sold[at]
	return p, &p.variants[r.below(len(p.variants))]
}
