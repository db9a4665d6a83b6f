package syncer

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// storeID is the store that a connection is to. BigCommerce knows it by its hash; one behind a host that was allowed, such
// as a practice store, by host and port as well.
type storeID struct {
	allowed string // host:port; "" for BigCommerce's own stores
	hash    string // "" where it isn't known: a legacy account at the store's own domain that was never tested
	host    string // what is asked, where that is the store's own host
}

func storeOf(c *store.Connection) (id storeID) {
	if !c.IsLegacy() {
		path, _, err := bigcommerce.ParseAPIPath(c.APIPath)
		if err != nil {
			return id
		}
		id.hash = strings.ToLower(path.StoreHash)
		if base, err := url.Parse(path.Base); err == nil && base.Host != bigcommerce.APIHost {
			id.allowed, id.host = hostPort(base), hostPort(base)
		}
		return id
	}
	text, _, err := bigcommerce.ParseAPIURL(c.Legacy.APIURL)
	if err != nil {
		return id
	}
	address, err := url.Parse(text)
	if err != nil {
		return id
	}
	id.host = hostPort(address)
	id.hash = strings.ToLower(cmp.Or(bigcommerce.HashOfHost(address.Hostname()), c.Store.Hash))
	if address.Scheme == "http" || strings.EqualFold(c.AllowInsecureHost, id.host) {
		id.allowed = id.host
	}
	return id
}

func hostPort(u *url.URL) string {
	port := map[string]string{"http": "80"}[u.Scheme]
	return strings.ToLower(net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port, "443")))
}

// is reports whether two are one store. Where the hash of one isn't known, the hosts tell.
func (id storeID) is(other storeID) bool {
	if id.hash == "" || other.hash == "" {
		return id.host != "" && id.host == other.host
	}
	return id.hash == other.hash && id.allowed == other.allowed
}

// SameStore reports whether two connections are to one store.
func SameStore(a, b store.Connection) bool { return storeOf(&a).is(storeOf(&b)) }

// Twins are the other connections of a list that are to the same store. Books of earlier versions may have such.
func Twins(list []store.Connection, c store.Connection) (twins []store.Connection) {
	for _, other := range list {
		if other.ID != c.ID && SameStore(other, c) {
			twins = append(twins, other)
		}
	}
	return twins
}

// ConnectedError says that a store is connected already: orders that two connections import would take their stock twice.
type ConnectedError struct {
	ID    store.ConnectionID // of the connection that it has
	Name  string
	Store string // how it is known
}

func (e *ConnectedError) Error() string {
	return fmt.Sprintf("The store %s is already connected as %s. Open that connection, or replace its credentials.", e.Store, e.Name)
}

// Connected is the connection that a draft's store has already, as a *ConnectedError; nil where it has none, or the draft
// is of that connection. tested is what a test of the draft found, or nil.
func (e *Engine) Connected(d Draft, tested *bigcommerce.TestResult) error {
	return e.book.View(func(tx *store.Tx) error {
		c, saved := d.Connection, store.Connection{}
		if c.ID != 0 {
			var err error
			if saved, err = tx.Connection(c.ID); err != nil {
				return err
			}
		}
		noteDraft(&c, &saved, d, tested)
		return onlyConnection(tx, &c, &saved)
	})
}

// onlyConnection holds a connection that is about to be saved against the others. What two saved ones have in common
// already is told elsewhere: one of them must still be changed, and merged.
func onlyConnection(tx *store.Tx, c, saved *store.Connection) error {
	id, was := storeOf(c), storeOf(saved)
	was.hash = cmp.Or(was.hash, id.hash) // known by now
	if saved.ID != 0 && id == was {
		return nil
	}
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, other := range Twins(list, *c) {
		if saved.ID != 0 && SameStore(other, *saved) {
			continue
		}
		return &ConnectedError{ID: other.ID, Name: other.Name, Store: cmp.Or(id.hash, id.host)}
	}
	return nil
}
