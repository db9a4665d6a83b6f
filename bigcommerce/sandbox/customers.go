package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// customer is a registered customer, made from the seed and the id when asked for. Ids run from 1.
type customer struct {
	id uint64
	person
	home          place
	made, changed time.Time
}

// CustomerChange is what can be changed of a customer's own record; orders keep what they were placed with.
type CustomerChange struct {
	FirstName, LastName, Company, Email, Phone string

	at time.Time
}

// ChangeCustomer changes a customer's record and moves its date_modified to the store's clock; false where there is none.
func (s *Sandbox) ChangeCustomer(id uint64, f func(*CustomerChange)) bool {
	if id < 1 || id > uint64(s.cfg.Customers) {
		return false
	}
	c := s.record(id)
	x := CustomerChange{c.first, c.last, c.company, c.email, c.phone, time.Time{}}
	f(&x)
	x.at = s.cfg.Now().UTC().Truncate(time.Second)
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.people[id] = x
	return true
}

// record is a customer's own record as it is now.
func (s *Sandbox) record(id uint64) customer {
	c := s.customer(id)
	s.state.mu.RLock()
	defer s.state.mu.RUnlock()
	if x, ok := s.state.people[id]; ok {
		c.person, c.changed = person{x.FirstName, x.LastName, x.Company, x.Email, x.Phone}, x.at
	}
	return c
}

func (s *Sandbox) customer(id uint64) customer {
	r := seeded(s.cfg.Seed, id, 0xc057)
	made := time.Date(2023, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(id) * 41 * time.Minute)
	return customer{id: id, person: somebody(&r), home: places[r.pick(placeWeights)], made: made, changed: made}
}

func (c customer) document() map[string]any {
	return map[string]any{
		"id": c.id, "email": c.email, "first_name": c.first, "last_name": c.last, "company": c.company, "phone": c.phone,
		"registration_ip_address": "", "notes": "", "tax_exempt_category": "", "customer_group_id": 0,
		"date_created": c.made.Format(time.RFC3339), "date_modified": c.changed.Format(time.RFC3339),
		"address_count": 1, "attribute_count": 0, "authentication": map[string]any{"force_password_reset": false},
		"accepts_product_review_abandoned_cart_emails": false, "origin_channel_id": 1, "channel_ids": []int{1},
	}
}

// listCustomers answers GET /v3/customers: id:in, date_modified:min, page, limit.
func (s *Sandbox) listCustomers(r *request) answer {
	var ids []uint64
	if list := r.get("id:in"); list != "" {
		for _, text := range strings.Split(list, ",") {
			if id, err := strconv.ParseUint(text, 10, 64); err == nil && id >= 1 && id <= uint64(s.cfg.Customers) {
				ids = append(ids, id)
			}
		}
	} else if _, since := date(r.get("date_modified:min")); !since {
		return r.collection(s.cfg.Customers, func(i int) any { return s.record(uint64(i + 1)).document() })
	} else {
		for id := range uint64(s.cfg.Customers) {
			ids = append(ids, id+1)
		}
	}
	if t, ok := date(r.get("date_modified:min")); ok {
		ids = slices.DeleteFunc(ids, func(id uint64) bool { return s.record(id).changed.Unix() < t })
	}
	return r.collection(len(ids), func(i int) any { return s.record(ids[i]).document() })
}

// refuseCustomers answers POST /v3/customers, which is only ever asked to see whether it may be.
func refuseCustomers(*request) answer {
	return refusal(http.StatusUnprocessableEntity, "Create customers failed", map[string]string{".customer_create": "expected a non-empty list"})
}

// listCustomersV2 answers GET /v2/customers: page, limit. BigCommerce deprecates it; legacy accounts have nothing else.
func (s *Sandbox) listCustomersV2(r *request) answer {
	return r.listV2(s.cfg.Customers, func(i int) any { return s.record(uint64(i + 1)).documentV2() })
}

func (c customer) documentV2() map[string]any {
	id := strconv.FormatUint(c.id, 10)
	return map[string]any{
		"id": c.id, "company": c.company, "first_name": c.first, "last_name": c.last, "email": c.email, "phone": c.phone,
		"date_created": c.made.Format(time.RFC1123Z), "date_modified": c.changed.Format(time.RFC1123Z),
		"store_credit": "0.0000", "registration_ip_address": "", "customer_group_id": 0, "notes": "", "tax_exempt_category": "",
		"reset_pass_on_login": false, "accepts_marketing": false, "form_fields": nil,
		"addresses": map[string]string{"url": linkV2Customers + id + "/addresses", "resource": "/customers/" + id + "/addresses"},
	}
}

const linkV2Customers = "https://store.example.com/api/v2/customers/"
