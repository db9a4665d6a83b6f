package syncer

import (
	"fmt"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// The statuses that an order may be given when the book has shipped all of it, or a part.
var (
	shippedTargets = []int{bigcommerce.StatusShipped, bigcommerce.StatusCompleted}
	partlyTargets  = []int{bigcommerce.StatusPartiallyShipped, bigcommerce.StatusAwaitingShipment, bigcommerce.StatusAwaitingFulfillment}
)

// ShippedTargets are the statuses that an order may be given when the book has shipped all of it.
func ShippedTargets() []int { return slices.Clone(shippedTargets) }

// PartlyTargets are the statuses that an order may be given when the book has shipped a part of it.
func PartlyTargets() []int { return slices.Clone(partlyTargets) }

// ShippedProblem says why an order that is shipped whole can't be given a status; "" where it can. 0 is the default.
func ShippedProblem(status int) string {
	status = store.StatusMapping{Shipped: status}.WithDefaults().Shipped
	if slices.Contains(shippedTargets, status) {
		return ""
	}
	return fmt.Sprintf("An order that is shipped whole can become Shipped or Completed, not %s.", statusName(status))
}

// PartlyProblem says why an order that is shipped in part can't be given a status; "" where it can. 0 is the default.
func PartlyProblem(status int) string {
	status = store.StatusMapping{PartiallyShipped: status}.WithDefaults().PartiallyShipped
	if slices.Contains(partlyTargets, status) {
		return ""
	}
	return fmt.Sprintf("An order that is shipped in part can become Partially Shipped, Awaiting Shipment or Awaiting Fulfillment, not %s.", statusName(status))
}

// MappingProblem says why a connection's status mapping can't be used, and how to change it; nil where it can.
func MappingProblem(c store.Connection) error {
	m := c.Options.StatusMapping
	if problem := ShippedProblem(m.Shipped); problem != "" {
		return &MappingError{problem, fmt.Sprintf("cartwire edit %q --shipped-status %d", c.Name, shippedTargets[0])}
	}
	if problem := PartlyProblem(m.PartiallyShipped); problem != "" {
		return &MappingError{problem, fmt.Sprintf("cartwire edit %q --partially-shipped-status %d", c.Name, partlyTargets[0])}
	}
	return nil
}

// MappingError says that a connection's status mapping can't be used. Next is the command that changes it.
type MappingError struct{ Problem, Next string }

func (e *MappingError) Error() string {
	return e.Problem + " Nothing was sent. Choose another status in the Options tab, or run: " + e.Next
}

func statusName(id int) string {
	if name := bigcommerce.StatusName(id); name != "" {
		return name
	}
	return fmt.Sprintf("status %d", id)
}

// forbiddenMove says why an order's status is not to be changed; "" where it may be.
func forbiddenMove(from, to int) string {
	switch {
	case !store.IsOpen(from) && from != bigcommerce.StatusShipped:
		return fmt.Sprintf("It is %s in the store, so it does not become %s.", statusName(from), statusName(to))
	case from == bigcommerce.StatusShipped && slices.Contains(partlyTargets, to):
		return fmt.Sprintf("It is Shipped in the store, so it does not go back to %s.", statusName(to))
	}
	return ""
}

// nextStatus is the status that an order gets by the mapping after its shipments; 0: it stays as it is. before is its
// status when the first of them was sent: one that the store has moved by itself is left alone, unless it moved it to the
// status that the mapping replaces.
func nextStatus(m store.StatusMapping, o *bigcommerce.Order, before int) (to int, why string) {
	usual, to := bigcommerce.StatusPartiallyShipped, m.WithDefaults().PartiallyShipped
	if shippedWhole(o) {
		usual, to = bigcommerce.StatusShipped, m.WithDefaults().Shipped
	}
	if o.StatusID == to || (before != o.StatusID && o.StatusID != usual) {
		return 0, ""
	}
	if why = forbiddenMove(o.StatusID, to); why != "" {
		return 0, why
	}
	return to, ""
}

// shippedWhole tells whether everything of an order that goes to an address has been shipped.
func shippedWhole(o *bigcommerce.Order) bool {
	for l := range o.EachLine() {
		if l.Type == bigcommerce.LinePhysical && l.OrderAddressID != 0 && l.QuantityShipped < l.Quantity {
			return false
		}
	}
	return true
}
