package syncer

import (
	"cmp"
	"errors"
	"fmt"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// NoTokenError says that no token is saved for the kind of account that a connection uses.
type NoTokenError struct {
	Name   string
	Legacy bool
}

func (e *NoTokenError) Error() string {
	token := "access token"
	if e.Legacy {
		token = "API token of the legacy account"
	}
	return fmt.Sprintf("No %s is saved for %s. Enter it in the connection's General tab.", token, cmp.Or(e.Name, "this connection"))
}

func (e *NoTokenError) Unwrap() error { return store.ErrNotFound }

// client speaks to the draft's store with the account of the chosen kind; all clients of a store share its quota.
func (e *Engine) client(d Draft) (*bigcommerce.Client, error) {
	token := d.Token
	if d.Connection.IsLegacy() {
		token = d.LegacyToken
	}
	if token == "" {
		saved, err := e.book.TokenOf(d.Connection.ID, d.Connection.Kind)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &NoTokenError{Name: d.Connection.Name, Legacy: d.Connection.IsLegacy()}
		}
		if err != nil {
			return nil, err
		}
		token = bigcommerce.Secret(saved)
	}
	cfg := bigcommerce.Config{AllowInsecureHost: d.Connection.AllowInsecureHost, Transport: e.cfg.Transport, Patience: e.cfg.Patience}
	if d.Connection.IsLegacy() {
		return e.legacyClient(cfg, d.Connection, token)
	}
	path, _, err := bigcommerce.ParseAPIPath(d.Connection.APIPath)
	if err != nil {
		return nil, err
	}
	settings, err := e.book.Settings()
	if err != nil {
		return nil, err
	}
	cfg.APIPath, cfg.AccessToken, cfg.Quota = path, token, e.quota(path.String())
	cfg.Quota.SetShare(settings.QuotaPercent())
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
