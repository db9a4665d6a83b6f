package bigcommerce

import (
	"context"
	"encoding/json"
)

const (
	inventorySettingsPath = "/v3/settings/inventory"
	emailStatusesPath     = "/v3/settings/email-statuses"
)

// When the store takes an order's items off its stock (settings.v3 spec, update_stock_behavior).
const (
	StockMovesWhenPlaced  = "order_placed"
	StockMovesWhenShipped = "order_completed_or_shipped"
)

// InventorySettings are the store's own stock rules, for all its channels (settings.v3 spec). A channel may have others.
type InventorySettings struct {
	UpdateStock       string `json:"update_stock_behavior"` // StockMovesWhenPlaced, StockMovesWhenShipped, "" where not told
	EditAdjustsStock  bool   `json:"edit_order_stock_adjustment"`
	RefundReturns     bool   `json:"refund_order_stock_adjustment"` // refunded and cancelled items go back into stock
	ProductOutOfStock string `json:"product_out_of_stock_behavior"`
	OptionOutOfStock  string `json:"option_out_of_stock_behavior"`
	StockLevelDisplay string `json:"stock_level_display"`
}

// Sentence says what the rules mean for Update Inventory.
func (s InventorySettings) Sentence() string {
	var text string
	switch s.UpdateStock {
	case StockMovesWhenPlaced:
		text = "The store takes items off its stock when an order is placed: Update Inventory sends what is left after all open orders, which agrees with that"
	case StockMovesWhenShipped:
		text = "The store takes items off its stock when an order is shipped or completed: Update Inventory sends what is left after all open orders, and sends it again once they are shipped"
	default:
		return "The store doesn't say when it takes items off its stock: look at Settings > Inventory in the control panel."
	}
	if s.RefundReturns {
		return text + ". Refunded and cancelled items go back into the store's stock by themselves."
	}
	return text + ". Refunded and cancelled items don't go back into the store's stock by themselves."
}

// InventorySettings reads the store's stock rules. *ScopeError without Information & Settings, *LegacyError on a legacy
// account.
func (c *Client) InventorySettings(ctx context.Context) (InventorySettings, error) {
	return readOne[InventorySettings](ctx, c, inventorySettingsPath)
}

// EmailStatuses are the mails that the store sends by itself (settings.v3 spec).
type EmailStatuses struct {
	OrderStatus    bool `json:"combined_order_status_email"` // to the customer, when an order's status changes
	Invoice        bool `json:"invoice_email"`
	ReturnStatus   bool `json:"return_statuschange_email"`
	AbandonedCart  bool `json:"abandoned_cart_email"`
	ReturnReceived bool `json:"return_confirmation_email"`
}

// EmailStatuses tells which mails the store sends, so that a person is warned before statuses go out. *ScopeError without
// Information & Settings, *LegacyError on a legacy account.
func (c *Client) EmailStatuses(ctx context.Context) (EmailStatuses, error) {
	return readOne[EmailStatuses](ctx, c, emailStatusesPath)
}

// readOne reads a v3 answer that holds one object.
func readOne[T any](ctx context.Context, c *Client, path string) (T, error) {
	var one T
	empty, err := c.get(ctx, path, nil, func(b []byte) error {
		var answer struct {
			Data json.RawMessage `json:"data"`
		}
		if err := json.Unmarshal(b, &answer); err != nil {
			return err
		}
		if len(answer.Data) == 0 || string(answer.Data) == "null" {
			return errNoData
		}
		return decodeLenient(answer.Data, &one)
	})
	if err == nil && empty {
		err = &DecodeError{Path: path, Detail: "it is empty"}
	}
	return one, err
}
