package store

import (
	"cmp"
	"crypto/sha256"
	"errors"
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

// customerRow is a customer on the way into the book.
type customerRow struct {
	Customer
	changed bool
}

// putCustomer takes the customer's details from an order, unless a later order gave them already.
func (b *orderBatch) putCustomer(o *Order) error {
	k, ok := customerKey(b.c, &o.Customer)
	if !ok {
		return nil
	}
	row := b.customers[string(k)]
	if row == nil {
		row = new(customerRow)
		if raw := b.tx.get(tableCustomers, k); raw != nil {
			if err := decode(raw, &row.Customer); err != nil {
				return err
			}
		}
		b.customers[string(k)] = row
	}
	if row.LastOrder > o.StoreOrderID {
		return nil
	}
	who := o.Customer
	if !row.Read.IsZero() {
		who = row.over(who)
	}
	who.LastOrder = o.StoreOrderID
	row.Customer, row.changed = who, true
	return nil
}

// saveCustomer is the one place where a customer is written.
func (tx *Tx) saveCustomer(k []byte, who Customer) error { return save(tx, tableCustomers, k, &who) }

// over gives the customer's own details, and the other's where there are none.
func (who Customer) over(other Customer) Customer {
	who.Name, who.Company = cmp.Or(who.Name, other.Name), cmp.Or(who.Company, other.Company)
	who.Email, who.Phone = cmp.Or(who.Email, other.Email), cmp.Or(who.Phone, other.Phone)
	return who
}

// StoreCustomer reads a customer of the store by id; ErrNotFound.
func (tx *Tx) StoreCustomer(c ConnectionID, id uint64) (Customer, error) {
	k, ok := customerKey(c, &Customer{StoreCustomerID: id})
	if !ok {
		return Customer{}, ErrNotFound
	}
	return load[Customer](tx, tableCustomers, k)
}

// PutCustomerRecord takes over a customer's own record, with Read set. Where the record leaves a detail out, what an order
// told of it stays. A customer that no order of the book named is left out.
func (tx *Tx) PutCustomerRecord(c ConnectionID, who Customer) error {
	old, err := tx.StoreCustomer(c, who.StoreCustomerID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	who = who.over(old)
	who.LastOrder = old.LastOrder
	k, _ := customerKey(c, &who)
	return tx.saveCustomer(k, who)
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
