package store

import "slices"

// APIKind is the kind of API account a connection uses.
type APIKind string

// The kinds of API account. An empty kind is KindStore.
const (
	KindStore  APIKind = "store"  // a store-level API account: API path and access token
	KindLegacy APIKind = "legacy" // BigCommerce makes no new ones: API URL, username and API token
)

// IsLegacy tells whether the connection uses its legacy account.
func (c *Connection) IsLegacy() bool { return c.Kind == KindLegacy }

// LegacyAPI is a legacy API account; its token is sealed apart.
type LegacyAPI struct {
	APIURL   string `json:"api_url,omitempty"` // https://HOST/api/v2
	Username string `json:"username,omitempty"`
	TokenEnd string `json:"token_end,omitempty"` // the token's last four characters, to tell it by
}

// secretKey is where a connection's token is kept, one for each kind of account.
func secretKey(id ConnectionID, kind APIKind) []byte {
	if kind == KindLegacy {
		return key(uint64(id), 1)
	}
	return key(uint64(id))
}

// SaveConnectionTokens is SaveConnection with the tokens of both kinds of account; an empty one leaves what is saved.
func (b *Book) SaveConnectionTokens(c *Connection, token, legacy string) error {
	return b.Update(func(tx *Tx) error { return tx.SaveConnectionTokens(c, token, legacy) })
}

// Token opens the sealed token of the kind of account that the connection uses. Errors: ErrNotFound, *KeyError.
func (b *Book) Token(id ConnectionID) (string, error) {
	c, err := b.Connection(id)
	if err != nil {
		return "", err
	}
	return b.TokenOf(id, c.Kind)
}

// TokenOf opens the sealed token of one kind of account. Errors: ErrNotFound, *KeyError.
func (b *Book) TokenOf(id ConnectionID, kind APIKind) (string, error) {
	for try := 0; ; try++ {
		var sealed []byte
		var r keyRecord
		err := b.View(func(tx *Tx) (err error) {
			raw := tx.get(tableSecrets, secretKey(id, kind))
			if raw == nil {
				return ErrNotFound
			}
			sealed = slices.Clone(raw)
			r, err = tx.keyRecord()
			return err
		})
		if err != nil {
			return "", err
		}
		token, err := b.keys.openToken(r, sealed)
		if err == nil {
			b.sweepKeys(r)
			return token, nil
		}
		// A rekey may have come between the book and its key.
		if now, again := b.keyRecord(); try > 0 || again != nil || now.keyPlace == r.keyPlace {
			return "", err
		}
	}
}

func (v *vault) openToken(r keyRecord, sealed []byte) (string, error) {
	key, err := v.load(r.keyPlace)
	if err != nil {
		return "", err
	}
	plain, err := unseal(key, sealed, v.where(r.keyPlace))
	defer clear(plain)
	return string(plain), err
}

// lastFour is what a screen may show of a token; nothing of one so short that four characters would give it away.
func lastFour(token string) string {
	if len(token) < 12 {
		return ""
	}
	return token[len(token)-4:]
}
