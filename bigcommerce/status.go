package bigcommerce

// The 15 order statuses. Their ids are fixed; a store may rename the labels (orders.v2 spec, GET /v2/order_statuses).
const (
	StatusIncomplete                 = 0
	StatusPending                    = 1
	StatusShipped                    = 2
	StatusPartiallyShipped           = 3
	StatusRefunded                   = 4
	StatusCancelled                  = 5
	StatusDeclined                   = 6
	StatusAwaitingPayment            = 7
	StatusAwaitingPickup             = 8
	StatusAwaitingShipment           = 9
	StatusCompleted                  = 10
	StatusAwaitingFulfillment        = 11
	StatusManualVerificationRequired = 12
	StatusDisputed                   = 13
	StatusPartiallyRefunded          = 14
)

var statusNames = [...]string{
	"Incomplete", "Pending", "Shipped", "Partially Shipped", "Refunded", "Cancelled", "Declined", "Awaiting Payment",
	"Awaiting Pickup", "Awaiting Shipment", "Completed", "Awaiting Fulfillment", "Manual Verification Required",
	"Disputed", "Partially Refunded",
}

// StatusName is BigCommerce's own name of a status, "" for an id it doesn't have.
func StatusName(id int) string {
	if id < 0 || id >= len(statusNames) {
		return ""
	}
	return statusNames[id]
}

// StatusIDs lists all status ids, ascending.
func StatusIDs() []int {
	ids := make([]int, len(statusNames))
	for i := range ids {
		ids[i] = i
	}
	return ids
}

// OrderStatus is one row of GET /v2/order_statuses: what this store calls a status.
type OrderStatus struct {
	ID                int    `json:"id"`
	Name              string `json:"name"`
	SystemLabel       string `json:"system_label"`
	CustomLabel       string `json:"custom_label"`
	SystemDescription string `json:"system_description"`
	Order             int    `json:"order"` // how the control panel sorts them
}

// Label is the store's own name where it gave one, else BigCommerce's.
func (s OrderStatus) Label() string {
	for _, name := range []string{s.CustomLabel, s.Name, s.SystemLabel} {
		if name != "" {
			return name
		}
	}
	return StatusName(s.ID)
}
