package sandbox

import "net/http"

// getTime answers GET /v2/time with the store's clock in Unix seconds.
func (s *Sandbox) getTime(*request) answer {
	return document(http.StatusOK, map[string]any{"time": s.cfg.Now().Unix()})
}

// getStore answers GET /v2/store (store_information.v2 spec, StoreInformation).
func (s *Sandbox) getStore(*request) answer {
	hash := s.cfg.StoreHash
	return document(http.StatusOK, map[string]any{
		"id": hash, "store_id": 1000001, "account_uuid": "7c1d6f0e-5b0a-4c53-9d52-0f2b6f1f7a10",
		"domain": "sandbox.example.com", "secure_url": "https://sandbox.example.com",
		"control_panel_base_url": "https://store-" + hash + ".mybigcommerce.com",
		"status":                 "live", "name": "Sandbox Outfitters", "first_name": "Jane", "last_name": "Doe",
		"address": "700 Dock Street\nAustin, Texas 78702", "country": "United States", "country_code": "US",
		"infrastructure_region": "us-central1", "phone": "555-100-2000", "admin_email": "owner@example.com", "order_email": "orders@example.com",
		"favicon_url": "",
		"timezone": map[string]any{
			"name": "America/Chicago", "raw_offset": -21600, "dst_offset": -18000, "dst_correction": true,
			"date_format": map[string]any{"display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A"},
		},
		"language": "en", "currency": "USD", "currency_symbol": "$", "decimal_separator": ".", "thousands_separator": ",", "decimal_places": 2,
		"currency_symbol_location": "left", "weight_units": "KGS", "dimension_units": "Centimeters", "dimension_decimal_places": 2,
		"dimension_decimal_token": ".", "dimension_thousands_token": ",",
		"plan_name": s.plan(), "plan_level": s.plan(), "plan_is_trial": false, "industry": "Sports & Outdoors",
		"logo": []any{}, "is_price_entered_with_tax": false, "default_channel_id": 1, "default_site_id": 1000, "active_comparison_modules": []any{},
		"features": map[string]any{
			"stencil_enabled": true, "sitewidehttps_enabled": false, "facebook_catalog_id": "", "checkout_type": "optimized",
			"wishlists_enabled": true, "graphql_storefront_api_enabled": true, "shopper_consent_tracking_enabled": false,
			"multi_storefront_enabled": false, "storefront_limits": map[string]any{"active": 1, "total_including_inactive": 5},
		},
	})
}

// plan is the plan that goes with the quota (docs: api-rate-limits).
func (s *Sandbox) plan() string {
	switch n := s.cfg.Quota.Requests; {
	case n > 0 && n <= 150:
		return "Plus"
	case n > 0 && n <= 450:
		return "Pro"
	}
	return "Enterprise"
}

// currencyAssignments answers GET /v3/channels/currency-assignments.
func currencyAssignments(*request) answer {
	codes := make([]string, len(currencies))
	for i, c := range currencies {
		codes[i] = c.code
	}
	return document(http.StatusOK, map[string]any{
		"data": []any{map[string]any{"channel_id": 1, "enabled_currencies": codes, "default_currency": codes[0]}},
		"meta": map[string]any{},
	})
}
