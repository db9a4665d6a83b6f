package sandbox

// status is one of the fixed order statuses (orders.v2 spec, GET /order_statuses). The ids never change; a merchant may
// change the custom label.
type status struct {
	id                    int
	name, description     string
	order                 int
	weight                int // how often, in a thousand, a made order has it
	shipped, partly, paid bool
}

var statuses = [...]status{
	{id: 0, name: "Incomplete", order: 0, weight: 20, description: "An incomplete order happens when a shopper reached the payment page, but did not complete the transaction."},
	{id: 1, name: "Pending", order: 1, weight: 12, description: "Customer started the checkout process, but did not complete it."},
	{id: 2, name: "Shipped", order: 8, weight: 280, shipped: true, paid: true, description: "Order has been shipped, but receipt has not been confirmed; seller has used the Ship Items action."},
	{id: 3, name: "Partially Shipped", order: 6, weight: 22, partly: true, paid: true, description: "Only some items in the order have been shipped, due to some products being pre-order only or other reasons."},
	{id: 4, name: "Refunded", order: 11, weight: 22, shipped: true, paid: true, description: "Seller has used the Refund action."},
	{id: 5, name: "Cancelled", order: 9, weight: 40, description: "Seller has cancelled an order, due to a stock inconsistency or other reasons."},
	{id: 6, name: "Declined", order: 10, weight: 10, description: "Seller has marked the order as declined for lack of manual payment, or other reasons."},
	{id: 7, name: "Awaiting Payment", order: 2, weight: 45, description: "Customer has completed checkout process, but payment has yet to be confirmed."},
	{id: 8, name: "Awaiting Pickup", order: 5, weight: 18, paid: true, description: "Order has been pulled, and is awaiting customer pickup from a seller-specified location."},
	{id: 9, name: "Awaiting Shipment", order: 4, weight: 80, paid: true, description: "Order has been pulled and packaged, and is awaiting collection from a shipping provider."},
	{id: 10, name: "Completed", order: 7, weight: 260, shipped: true, paid: true, description: "Client has paid for their digital product and their file(s) are available for download."},
	{id: 11, name: "Awaiting Fulfillment", order: 3, weight: 155, paid: true, description: "Customer has completed the checkout process and payment has been confirmed."},
	{id: 12, name: "Manual Verification Required", order: 13, weight: 12, description: "Order on hold while some aspect needs to be manually confirmed."},
	{id: 13, name: "Disputed", order: 12, weight: 6, shipped: true, paid: true, description: "Customer has initiated a dispute resolution process for the PayPal transaction that paid for the order."},
	{id: 14, name: "Partially Refunded", order: 14, weight: 18, shipped: true, paid: true, description: "Seller has partially refunded the order."},
}

// tangible tells that an order of this status has something to send or to fetch.
func (st *status) tangible() bool { return st.id == 2 || st.id == 3 || st.id == 8 || st.id == 9 }

var statusWeights = func() []int {
	w := make([]int, len(statuses))
	for i, s := range statuses {
		w[i] = s.weight
	}
	return w
}()
