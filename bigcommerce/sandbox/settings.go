package sandbox

import "net/http"

// inventorySettings answers GET /v3/settings/inventory: when stock moves, and whether a refund returns it (settings.v3 spec).
func (s *Sandbox) inventorySettings(*request) answer {
	behaviour := s.cfg.StockBehaviour
	if behaviour == "" {
		behaviour = OrderPlaced
	}
	return document(http.StatusOK, map[string]any{"data": map[string]any{
		"product_out_of_stock_behavior": "do_nothing", "option_out_of_stock_behavior": "label_option", "update_stock_behavior": behaviour,
		"edit_order_stock_adjustment": true, "refund_order_stock_adjustment": s.cfg.ReturnStock, "stock_level_display": "dont_show",
		"default_out_of_stock_message": "Out of stock", "hide_in_product_filtering": false, "show_pre_order_stock_levels": false,
		"show_out_of_stock_message": false,
	}, "meta": map[string]any{}})
}

// mailSettings answers GET /v3/settings/email-statuses: which mails the store sends (settings.v3 spec).
func (s *Sandbox) mailSettings(*request) answer {
	return document(http.StatusOK, map[string]any{"data": map[string]any{
		"abandoned_cart_email": true, "account_details_changed_email": true, "combined_order_status_email": !s.cfg.SilentStatuses,
		"create_account_email": true, "create_guest_account_email": true, "gift_certificate_email": true, "invoice_email": true,
		"order_message_notification_email": true, "product_review_email": false, "return_confirmation_email": true,
		"return_statuschange_email": true,
	}, "meta": map[string]any{}})
}
