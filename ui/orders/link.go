package orders

import (
	"fmt"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// panelLink is an order's page in the store's control panel (docs: store-HASH.mybigcommerce.com is every store's own
// address); empty for a store of another host and for a legacy account, which doesn't tell its hash.
func panelLink(c *store.Connection, order uint64) string {
	if c.IsLegacy() {
		return ""
	}
	path, _, err := bigcommerce.ParseAPIPath(c.APIPath)
	if err != nil || !strings.HasPrefix(path.Base, "https://api.bigcommerce.com") {
		return ""
	}
	return fmt.Sprintf("https://store-%s.mybigcommerce.com/manage/orders/%d", path.StoreHash, order)
}
