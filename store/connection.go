package store

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// ConnectionID numbers the connections of a book from 1.
type ConnectionID uint64

// Connection is one store, connected.
type Connection struct {
	ID     ConnectionID `json:"id"`
	Name   string       `json:"name"` // the Website Name; unique, whatever its case
	Cart   string       `json:"cart"` // "BigCommerce"
	Active bool         `json:"active"`

	Kind              APIKind   `json:"kind,omitempty"` // which of the two sets of fields is used; both are kept
	APIPath           string    `json:"api_path"`
	ClientID          string    `json:"client_id,omitempty"`
	TokenEnd          string    `json:"token_end,omitempty"`  // the token's last four characters, to tell it by
	TokenSaved        time.Time `json:"token_saved,omitzero"` // when a token was saved last; zero in books where that wasn't noted
	Legacy            LegacyAPI `json:"legacy,omitzero"`
	HostConfirmed     string    `json:"host_confirmed,omitempty"`      // legacy: a domain of the store's own that the person confirmed
	AllowInsecureHost string    `json:"allow_insecure_host,omitempty"` // host:port that may be spoken to without TLS

	Options        ConnectionOptions     `json:"options"`
	Locations      []LocationID          `json:"locations,omitempty"`       // ticked ones, in order; none means all
	StoreLocations map[LocationID]uint64 `json:"store_locations,omitempty"` // the store's location for a location of the book; none: the store's default

	State    ConnectionState `json:"state"`
	Problem  string          `json:"problem,omitempty"` // what stopped it and what to do, for a person
	Store    StoreFacts      `json:"store"`
	Test     LastTest        `json:"test,omitzero"`      // the last connection test
	LastSync time.Time       `json:"last_sync,omitzero"` // end of the last job that went through
	Created  time.Time       `json:"created"`
	Modified time.Time       `json:"modified"`

	// Revision numbers the changes that people have saved; what a job or a test notes counts as none. ChangedBy is who has
	// saved the last one, empty where that is not known.
	Revision  uint64 `json:"revision,omitempty"`
	ChangedBy string `json:"changed_by,omitempty"`
}

// ConnectionState says how the last test or job found the store.
type ConnectionState string

// The states of a connection.
const (
	StateUntested  ConnectionState = "untested"
	StateConnected ConnectionState = "connected"
	StateRefused   ConnectionState = "refused" // the credentials
	StateMissing   ConnectionState = "permission missing"
)

// StoreFacts are what the store says of itself; empty where it may not be asked.
type StoreFacts struct {
	Hash     string `json:"hash,omitempty"` // by which BigCommerce knows it
	Name     string `json:"name,omitempty"`
	Currency string `json:"currency,omitempty"`
	Timezone string `json:"timezone,omitempty"`
	Plan     string `json:"plan,omitempty"`
}

// Connections lists all, by name.
func (b *Book) Connections() ([]Connection, error) {
	return read(b, (*Tx).Connections)
}

// Connections lists all, by name.
func (tx *Tx) Connections() ([]Connection, error) {
	list, err := all[Connection](tx, tableConnections)
	slices.SortFunc(list, func(a, b Connection) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// Connection reads one; ErrNotFound.
func (b *Book) Connection(id ConnectionID) (Connection, error) {
	return read(b, func(tx *Tx) (Connection, error) { return tx.Connection(id) })
}

// Connection reads one; ErrNotFound.
func (tx *Tx) Connection(id ConnectionID) (Connection, error) {
	return load[Connection](tx, tableConnections, key(uint64(id)))
}

// ConnectionByName finds one by its Website Name, whatever its case; ErrNotFound.
func (b *Book) ConnectionByName(name string) (Connection, error) {
	list, err := b.Connections()
	if err != nil {
		return Connection{}, err
	}
	for _, c := range list {
		if strings.EqualFold(c.Name, name) {
			return c, nil
		}
	}
	return Connection{}, ErrNotFound
}

// SaveConnection writes the connection and, where token is not empty, seals and writes that. An ID of 0 makes a new
// connection and sets its ID. Errors: *NameTakenError, *ChangedMeanwhileError where c is not of the revision that the book
// has, *KeyError, *DiskFullError.
func (b *Book) SaveConnection(c *Connection, token string) error {
	return b.Update(func(tx *Tx) error { return tx.SaveConnection(c, token) })
}

// SaveConnection is Book.SaveConnection within a transaction.
func (tx *Tx) SaveConnection(c *Connection, token string) error {
	return tx.SaveConnectionTokens(c, token, "")
}

// SaveConnectionTokens is SaveConnection with the tokens of both kinds of account; an empty one leaves what is saved.
func (tx *Tx) SaveConnectionTokens(c *Connection, token, legacy string) error {
	if err := tx.book.MayKeep(); err != nil {
		return err
	}
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	elsewhere := false
	for _, other := range list {
		if other.ID == c.ID {
			elsewhere = !slices.Equal(other.Locations, c.Locations) || !maps.Equal(other.StoreLocations, c.StoreLocations)
		}
		if other.ID != c.ID && strings.EqualFold(other.Name, c.Name) {
			return &NameTakenError{Kind: "connection", Name: other.Name}
		}
		if other.ID == c.ID && other.Revision != c.Revision {
			return &ChangedMeanwhileError{Name: other.Name, Who: other.ChangedBy, At: other.Modified}
		}
	}
	now := tx.book.now().UTC()
	if c.ID == 0 {
		n, err := tx.next(tableConnections)
		if err != nil {
			return err
		}
		c.ID, c.Created = ConnectionID(n), now
	}
	c.Modified = now
	c.Revision++
	if token != "" || legacy != "" {
		c.TokenSaved = now
	}
	if token != "" {
		if err := tx.sealToken(secretKey(c.ID, KindStore), token); err != nil {
			return err
		}
		c.TokenEnd = lastFour(token)
	}
	if legacy != "" {
		if err := tx.sealToken(secretKey(c.ID, KindLegacy), legacy); err != nil {
			return err
		}
		c.Legacy.TokenEnd = lastFour(legacy)
	}
	if err := save(tx, tableConnections, key(uint64(c.ID)), c); err != nil || !elsewhere {
		return err
	}
	return tx.placeOpenLines(c.ID)
}

// SetConnectionState notes how a test or a job found the store, and leaves the rest as it is.
func (tx *Tx) SetConnectionState(id ConnectionID, state ConnectionState, problem string) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	if c.State == state && c.Problem == problem {
		return nil
	}
	c.State, c.Problem = state, problem
	return save(tx, tableConnections, key(uint64(id)), c)
}

// NoteTest notes what a connection test found. It keeps the facts that the book has where the test was shown none.
func (tx *Tx) NoteTest(id ConnectionID, state ConnectionState, test LastTest, facts StoreFacts) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	c.State, c.Problem, c.Test = state, test.Problem, test
	if facts != (StoreFacts{}) {
		c.Store = facts
	}
	return save(tx, tableConnections, key(uint64(id)), c)
}

// ConfirmOneLocation notes that a person has confirmed that the store has one location.
func (tx *Tx) ConfirmOneLocation(id ConnectionID) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	c.Options.Inventory.OneLocation = true
	return save(tx, tableConnections, key(uint64(id)), c)
}

// NoteSync notes that a job went through. What a test has found stays until one passes, and a missing permission while
// another option fails: one job doesn't need what another one needs.
func (tx *Tx) NoteSync(id ConnectionID, at time.Time) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	runs, err := tx.LastRuns(id)
	if err != nil {
		return err
	}
	c.LastSync = at
	switch {
	case c.Test.Failed():
		c.Problem = cmp.Or(c.Test.Problem, c.Problem)
	case c.State == StateMissing && runs.failing():
	default:
		c.State, c.Problem = StateConnected, ""
	}
	return save(tx, tableConnections, key(uint64(id)), c)
}
