package syncer

import (
	"cartwire/bigcommerce"
	"cartwire/store"
)

// QuotaOf is what is known of a connection's quota at its store; a zero state where nothing was asked of it since the
// program has started.
func (e *Engine) QuotaOf(c store.Connection) bigcommerce.QuotaState {
	address := ""
	if c.IsLegacy() {
		if url, _, err := bigcommerce.ParseAPIURL(c.Legacy.APIURL); err == nil {
			address = url
		}
	} else if path, _, err := bigcommerce.ParseAPIPath(c.APIPath); err == nil {
		address = path.String()
	}
	e.mu.Lock()
	q := e.quotas[address]
	e.mu.Unlock()
	if q == nil {
		return bigcommerce.QuotaState{}
	}
	return q.State()
}
