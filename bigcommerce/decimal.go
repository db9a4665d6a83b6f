package bigcommerce

import (
	"bytes"
	"errors"

	"github.com/shopspring/decimal"
)

// Decimal is an amount, a rate or a weight as the API gives it: decimal text ("361.9500"), a number, "" or null
// (orders.v2 spec: "Float, Float-As-String, Integer"). Empty and null are zero.
type Decimal struct{ decimal.Decimal }

// The longest decimal text and the largest power of ten that are taken. The API's longest are exchange rates with
// ten decimals; "1e999999999" would otherwise cost gigabytes at its first use.
const (
	maxDecimalText     = 64
	maxDecimalExponent = 40
)

var errDecimal = errors.New("not a decimal number")

// UnmarshalJSON takes text, a number, "" and null.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if bytes.Equal(b, []byte("null")) {
		d.Decimal = decimal.Decimal{}
		return nil
	}
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		b = bytes.TrimSpace(b[1 : len(b)-1])
	}
	v, err := parseDecimal(string(b))
	if err != nil {
		return err
	}
	d.Decimal = v
	return nil
}

func parseDecimal(s string) (decimal.Decimal, error) {
	if s == "" {
		return decimal.Decimal{}, nil
	}
	if len(s) > maxDecimalText {
		return decimal.Decimal{}, errDecimal
	}
	v, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Decimal{}, errDecimal
	}
	if e := v.Exponent(); e > maxDecimalExponent || e < -maxDecimalExponent {
		if v.IsZero() { // 0e-999 and its like
			return decimal.Decimal{}, nil
		}
		return decimal.Decimal{}, errDecimal
	}
	return v, nil
}
