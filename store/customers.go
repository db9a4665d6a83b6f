package store

import (
	"crypto/sha256"
	"strings"
)

// customerKey tells customers apart by their store id, guests by their e-mail, whatever its case. A guest without an
// e-mail is nobody the book could recognise: ok is false.
func customerKey(c ConnectionID, who *Customer) (k []byte, ok bool) {
	k = key(uint64(c))
	if who.StoreCustomerID > 0 {
		return append(append(k, 'c'), key(who.StoreCustomerID)...), true
	}
	email := strings.ToLower(strings.TrimSpace(who.Email))
	if email == "" {
		return nil, false
	}
	// A hash bounds the key: an e-mail comes from outside and may be of any length.
	sum := sha256.Sum256([]byte(email))
	return append(append(k, 'g'), sum[:]...), true
}

// putCustomer takes the customer's details from an order, unless a later order gave them already.
func (tx *Tx) putCustomer(c ConnectionID, o *Order) error {
	k, ok := customerKey(c, &o.Customer)
	if !ok {
		return nil
	}
	if raw := tx.get(tableCustomers, k); raw != nil {
		var old Customer
		if err := decode(raw, &old); err != nil {
			return err
		}
		if old.LastOrder > o.StoreOrderID {
			return nil
		}
	}
	who := o.Customer
	who.LastOrder = o.StoreOrderID
	return save(tx, tableCustomers, k, who)
}

// Customers lists the connection's customers by store id, then its guests.
func (b *Book) Customers(c ConnectionID) ([]Customer, error) {
	return read(b, func(tx *Tx) ([]Customer, error) {
		var out []Customer
		for _, raw := range tx.scan(tableCustomers, key(uint64(c)), after(c), false) {
			var who Customer
			if err := decode(raw, &who); err != nil {
				return nil, err
			}
			out = append(out, who)
		}
		return out, nil
	})
}
