package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// money is an amount in ten-thousandths, the four decimals that V2 prints (orders.v2 spec: "361.9500").
type money int64

const (
	unit money = 10000
	cent money = 100
)

// append writes the amount with four decimals, without quotes.
func (m money) append(b []byte) []byte {
	if m < 0 {
		b = append(b, '-')
		m = -m
	}
	b = strconv.AppendInt(b, int64(m/unit), 10)
	rest := int64(m % unit)
	return append(b, '.', byte('0'+rest/1000), byte('0'+rest/100%10), byte('0'+rest/10%10), byte('0'+rest%10))
}

func (m money) String() string { return string(m.append(nil)) }

// number is the amount as V3 and a few V2 fields give it: a JSON number.
func (m money) number() float64 { return float64(m) / float64(unit) }

// share is the part permille/1000 of m, rounded half up to the currency's smallest unit.
func (m money) share(permille int, smallest money) money {
	return (m*money(permille) + 500*smallest) / (1000 * smallest) * smallest
}

// price is an amount before and after tax.
type price struct{ base, ex, tax money }

func (p price) inc() money { return p.ex + p.tax }

func (p *price) add(q price) { p.base += q.base; p.ex += q.ex; p.tax += q.tax }

// Price is an amount as a text or a number of JSON.
type Price money

// UnmarshalJSON reads "12.50", 12.5, "" and null.
func (p *Price) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "" || text == "null" {
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f > 1e11 || f < -1e11 {
		return fmt.Errorf("%s is no price", b)
	}
	*p = Price(decimals(text, 0))
	return nil
}
