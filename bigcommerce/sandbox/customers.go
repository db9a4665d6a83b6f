package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// customer is a registered customer, made from the seed and the id when asked for. Ids run from 1.
type customer struct {
	id uint64
	person
	home place
	made time.Time
}

func (s *Sandbox) customer(id uint64) customer {
	r := seeded(s.cfg.Seed, id, 0xc057)
	return customer{
		id: id, person: somebody(&r), home: places[r.pick(placeWeights)],
		made: time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(id) * 41 * time.Minute),
	}
}

func (c customer) document() map[string]any {
	return map[string]any{
		"id": c.id, "email": c.email, "first_name": c.first, "last_name": c.last, "company": c.company, "phone": c.phone,
		"registration_ip_address": "", "notes": "", "tax_exempt_category": "", "customer_group_id": 0,
		"date_created": c.made.Format(time.RFC3339), "date_modified": c.made.Format(time.RFC3339),
		"address_count": 1, "attribute_count": 0, "authentication": map[string]any{"force_password_reset": false},
		"accepts_product_review_abandoned_cart_emails": false, "origin_channel_id": 1, "channel_ids": []int{1},
	}
}

// listCustomers answers GET /v3/customers: id:in, page, limit.
func (s *Sandbox) listCustomers(r *request) answer {
	if list := r.get("id:in"); list != "" {
		var ids []uint64
		for _, text := range strings.Split(list, ",") {
			if id, err := strconv.ParseUint(text, 10, 64); err == nil && id >= 1 && id <= uint64(s.cfg.Customers) {
				ids = append(ids, id)
			}
		}
		return r.collection(len(ids), func(i int) any { return s.customer(ids[i]).document() })
	}
	return r.collection(s.cfg.Customers, func(i int) any { return s.customer(uint64(i + 1)).document() })
}

// refuseCustomers answers POST /v3/customers, which is only ever asked to see whether it may be.
func refuseCustomers(*request) answer {
	return refusal(http.StatusUnprocessableEntity, "Create customers failed", map[string]string{".customer_create": "expected a non-empty list"})
}

// listCustomersV2 answers GET /v2/customers: page, limit. BigCommerce deprecates it; legacy accounts have nothing else.
func (s *Sandbox) listCustomersV2(r *request) answer {
	return r.listV2(s.cfg.Customers, func(i int) any { return s.customer(uint64(i + 1)).documentV2() })
}

func (c customer) documentV2() map[string]any {
	id := strconv.FormatUint(c.id, 10)
	return map[string]any{
		"id": c.id, "company": c.company, "first_name": c.first, "last_name": c.last, "email": c.email, "phone": c.phone,
		"date_created": c.made.Format(time.RFC1123Z), "date_modified": c.made.Format(time.RFC1123Z),
		"store_credit": "0.0000", "registration_ip_address": "", "customer_group_id": 0, "notes": "", "tax_exempt_category": "",
		"reset_pass_on_login": false, "accepts_marketing": false, "form_fields": nil,
		"addresses": map[string]string{"url": linkV2Customers + id + "/addresses", "resource": "/customers/" + id + "/addresses"},
	}
}

const linkV2Customers = "https://store.example.com/api/v2/customers/"
