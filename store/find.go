package store

import (
	"bytes"
	"context"
	"strconv"
)

// findLook bounds how many rows one call looks at.
const findLook = 20_000

// FoundCustomer is a customer of a connection, with the key it was found at.
type FoundCustomer struct {
	Connection ConnectionID
	Key        string
	Customer
}

// FindCustomers lists at most limit customers of a connection (0: of all), behind a key ("": from the first): by
// connection, then store id, then guests. Each word of the text must be the beginning of a word of the customer's name,
// company, e-mail, phone or store id; see words.go. One call looks at 20,000 customers at most: next is the key to go on
// behind, even where fewer than limit were found; "": that was all. Errors: ctx's.
func (b *Book) FindCustomers(ctx context.Context, c ConnectionID, text, after string, limit int) (rows []FoundCustomer, next string, err error) {
	from, to := []byte(nil), []byte(nil)
	if c != 0 {
		from, to = key(uint64(c)), key(uint64(c)+1)
	}
	words := queryWords(text)
	next, err = b.look(ctx, tableCustomers, words, from, to, after, func(k, raw []byte) (full bool, err error) {
		found := FoundCustomer{Connection: ConnectionID(number(k)), Key: string(k)}
		if err := decode(raw, &found.Customer); err != nil {
			return false, err
		}
		if len(words) == 0 || allFound(words, customerWords(&found.Customer)) {
			rows = append(rows, found)
		}
		return len(rows) == limit, nil
	})
	return rows, next, err
}

func customerWords(c *Customer) []string {
	var list []string
	for _, text := range []string{c.Name, c.Company, c.Email, c.Phone} {
		list = addWords(list, text)
	}
	if c.StoreCustomerID != 0 {
		list = append(list, strconv.FormatUint(c.StoreCustomerID, 10))
	}
	return list
}

// FindItems lists at most limit items by sku, behind a place ("": from the first). Each word of the text must be the
// beginning of a word of the item's sku, name or group. One call looks at 20,000 items at most: next is the place to go
// on behind, even where fewer than limit were found; "": that was all. Errors: ctx's.
func (b *Book) FindItems(ctx context.Context, text, after string, limit int) (rows []Item, next string, err error) {
	words := queryWords(text)
	next, err = b.look(ctx, tableItems, words, nil, nil, after, func(_, raw []byte) (full bool, err error) {
		var it Item
		if err := decode(raw, &it); err != nil {
			return false, err
		}
		if len(words) == 0 || allFound(words, addWords(addWords(addWords(nil, it.SKU), it.Name), it.Group)) {
			rows = append(rows, it)
		}
		return len(rows) == limit, nil
	})
	return rows, next, err
}

// look walks a table's rows from one key to another, behind the row after, and gives out those whose bytes don't rule
// them out. It stops where f says that it is full, or behind findLook rows; next is the last row, "" at the end.
func (b *Book) look(ctx context.Context, t table, words []string, from, to []byte, after string, f func(k, raw []byte) (full bool, err error)) (next string, err error) {
	if after != "" {
		from = append([]byte(after), 0)
	}
	stop := false
	err = b.View(func(tx *Tx) error {
		looked := 0
		for k, raw := range tx.scan(t, from, to, false) {
			if stop {
				return nil // there is another row behind the last
			}
			if looked++; looked%1000 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			if next = string(k); mayHold(raw, words) {
				full, err := f(k, raw)
				if err != nil {
					return err
				}
				stop = full
			}
			stop = stop || looked == findLook
		}
		next = ""
		return nil
	})
	return next, err
}

// mayHold tells, by a row's bytes alone, whether it may hold the words: most that don't are told apart without decoding.
// A word of anything but letters a to z and digits may be written in many ways.
func mayHold(raw []byte, words []string) bool {
	plain := true
	for _, c := range raw {
		if c >= 0x80 || c == '\\' {
			plain = false // letters that are folded, or escaped
			break
		}
	}
	if !plain {
		return true
	}
	var lower []byte
	for _, w := range words {
		if lower == nil {
			lower = bytes.ToLower(raw)
		}
		if !bytes.Contains(lower, []byte(w)) {
			return false
		}
	}
	return true
}
