package bigcommerce

import (
	"context"
	"net/url"
	"time"
)

const customersPath = "/v3/customers"

// Customer is a customer's record (customers.v3 spec). Guests have none.
type Customer struct {
	ID              uint64 `json:"id"`
	Email           string `json:"email"`
	FirstName       string `json:"first_name"`
	LastName        string `json:"last_name"`
	Company         string `json:"company"`
	Phone           string `json:"phone"`
	Notes           string `json:"notes"`
	TaxExempt       string `json:"tax_exempt_category"`
	CustomerGroupID uint64 `json:"customer_group_id"`
	DateCreated     Time   `json:"date_created"`
	DateModified    Time   `json:"date_modified"`
}

// Customers reads the records of these customers, 250 a request, in no particular order. Ids that are zero, repeated or
// unknown to the store are left out. *ScopeError without Customers, *LegacyError on a legacy account.
func (c *Client) Customers(ctx context.Context, ids []uint64) ([]Customer, error) {
	list, _, err := readAllByID[Customer](ctx, c, "Customer", customersPath, "id:in", ids)
	return list, err
}

// CustomersSince reads a page of the customers whose records changed after a time, those that changed first at first. Rows
// that can't be read are in Page.Bad. Errors as Customers.
func (c *Client) CustomersSince(ctx context.Context, since time.Time, page int) (Page[Customer], error) {
	q := url.Values{"date_modified:min": {since.UTC().Format(time.RFC3339)}, "sort": {"date_modified:asc"}}
	return readPage[Customer](ctx, c, "Customer", customersPath, q, page, MaxPage)
}
