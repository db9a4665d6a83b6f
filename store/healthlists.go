package store

import (
	"bytes"
	"errors"
	"slices"
)

// lists holds the lists that others are found by against what they list.
func (c *checker) lists(tx *Tx) error {
	if err := c.jobIndex(tx); err != nil {
		return err
	}
	for k, v := range tx.scan(tableLinkSKUs, nil, nil, false) {
		if err := c.tick(); err != nil {
			return err
		}
		if dangling, err := tx.danglingLink(k, v); err != nil {
			return err
		} else if dangling {
			c.h.flaw(PartLists, "the sku %q leads to a product that is not called so", k[min(8, len(k)):])
		}
	}
	waiting := 0
	for k, raw := range tx.scan(tableShipments, nil, nil, false) {
		if err := c.tick(); err != nil {
			return err
		}
		var s BookShipment
		if err := decode(raw, &s); err != nil {
			return err
		}
		listed := tx.get(tableOutbox, k) != nil
		if listed {
			waiting++
		}
		if listed != s.untold() {
			c.h.flaw(PartLists, "shipment %d of order %d is not listed as it stands (%s)", s.ID, s.StoreOrderID, s.State)
		}
	}
	for range tx.scan(tableOutbox, nil, nil, false) {
		waiting--
	}
	if waiting < 0 {
		c.h.flaw(PartLists, "%d shipments are to be told to a store that are not there", -waiting)
	}
	return nil
}

// untold tells whether the store has something to learn of a shipment.
func (s *BookShipment) untold() bool { return s.State != ShipmentDone && s.State != ShipmentRefused }

func (c *checker) jobIndex(tx *Tx) error {
	jobs := 0
	for k, raw := range tx.scan(tableJobs, nil, nil, false) {
		if err := c.tick(); err != nil {
			return err
		}
		var j Job
		if err := decode(raw, &j); err != nil {
			return err
		}
		jobs++
		s := readJobIndex(tx.get(tableJobIndex, k))
		if s.connection != j.Connection || s.option != j.Option || s.state != j.State && slices.Contains(jobStates, j.State) {
			c.h.flaw(PartLists, "job %d is not listed as it stands", j.Run)
		}
	}
	for range tx.scan(tableJobIndex, nil, nil, false) {
		jobs--
	}
	if jobs != 0 {
		c.h.flaw(PartLists, "the list of jobs has %d too many", -jobs)
	}
	return nil
}

// danglingLink tells whether a sku leads to a product that is gone, or called otherwise.
func (tx *Tx) danglingLink(k, v []byte) (bool, error) {
	if len(k) < 8 || len(v) < 16 {
		return true, nil
	}
	link, err := tx.linkOf(ConnectionID(number(k)), number(v), number(v[8:]))
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return !bytes.Equal(skuKey(link.SKU), k[8:]), err
}
