package syncer

import (
	"cartwire/bigcommerce"
	"cartwire/store"
)

// client speaks to the draft's store with the account of the chosen kind; all clients of a store share its quota.
func (e *Engine) client(d Draft) (*bigcommerce.Client, error) {
	token := d.Token
	if d.Connection.IsLegacy() {
		token = d.LegacyToken
	}
	if token == "" {
		saved, err := e.book.TokenOf(d.Connection.ID, d.Connection.Kind)
		if err != nil {
			return nil, err
		}
		token = bigcommerce.Secret(saved)
	}
	cfg := bigcommerce.Config{AllowInsecureHost: d.Connection.AllowInsecureHost, Transport: e.cfg.Transport}
	if d.Connection.IsLegacy() {
		return e.legacyClient(cfg, d.Connection, token)
	}
	path, _, err := bigcommerce.ParseAPIPath(d.Connection.APIPath)
	if err != nil {
		return nil, err
	}
	cfg.APIPath, cfg.AccessToken, cfg.Quota = path, token, e.quota(path.String())
	return bigcommerce.NewClient(cfg)
}

func (e *Engine) legacyClient(cfg bigcommerce.Config, c store.Connection, token bigcommerce.Secret) (*bigcommerce.Client, error) {
	url, _, err := bigcommerce.ParseAPIURL(c.Legacy.APIURL)
	if err != nil {
		return nil, err
	}
	cfg.Legacy = &bigcommerce.LegacyAPI{APIURL: url, Username: c.Legacy.Username, Token: token, ConfirmedHost: c.HostConfirmed}
	cfg.Quota = e.quota(url)
	return bigcommerce.NewClient(cfg)
}

// quota is the one of a store, by its address: all that is asked of a store is counted together.
func (e *Engine) quota(address string) *bigcommerce.Quota {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.quotas[address] == nil {
		e.quotas[address] = bigcommerce.NewQuota()
	}
	return e.quotas[address]
}
