package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"filippo.io/age"
)

// RekeyOptions of Rekey.
type RekeyOptions struct {
	// To is where the new key is to be kept; "" for where the old one is.
	To KeyKind
	// ForgetTokens takes tokens that the old key does not open, or that have none, out of the book. Without it they are an error.
	ForgetTokens bool
	// Passphrase is asked for a new one; nil: what the book was opened with is.
	Passphrase func(AskPassphrase) ([]byte, error)
	// Note is written into the diary, where it says anything.
	Note Activity
}

// Rekeyed is what a rekey did.
type Rekeyed struct {
	From, To  KeyKind
	Tokens    int      // sealed by the new key
	Forgotten []string // the names of connections whose tokens were taken out
	Left      string   // where an old key still is, and why; "" where it is gone
}

// Rekey makes a new key and seals every token by it, all in one transaction. The old key is removed only when the new one,
// read back from where it lies, has opened every token out of the book. A kill at any moment leaves a book whose tokens all
// open, and the next use of a token, or rekey, tidies up. A credential is not made but taken as it is given.
//
// Errors: *KeyError, *DiskFullError, what Options.Passphrase answered, or the file system's own; then nothing has changed.
func (b *Book) Rekey(o RekeyOptions) (Rekeyed, error) {
	if err := b.MayKeep(); err != nil {
		return Rekeyed{}, err
	}
	v := b.keys
	v.rekeying.Lock()
	defer v.rekeying.Unlock()
	done, err := b.rekey(o)
	if err != nil {
		_, _ = b.settleKeys() // a place that was begun; where that fails too, the next rekey does it
	}
	return done, err
}

func (b *Book) rekey(o RekeyOptions) (done Rekeyed, err error) {
	v := b.keys
	if _, err := b.settleKeys(); err != nil {
		return done, err
	}
	r, err := b.keyRecord()
	if err != nil {
		return done, err
	}
	done.From, done.To = r.Kind, o.To
	if o.To == "" {
		done.To = r.Kind
	}
	old, err := b.oldKey(r, o.ForgetTokens)
	if err != nil {
		return done, err
	}
	if old != nil {
		r.ID = old.Recipient().String()
	}
	ask := o.Passphrase
	if ask == nil {
		ask = v.ask
	}
	fresh, passphrase, err := v.newKey(done.To, r, ask)
	defer func() { clear(passphrase) }()
	if err != nil {
		return done, err
	}
	place := keyPlace{Kind: done.To, ID: fresh.Recipient().String()}
	if place.Kind == KeyRing {
		place.Book = absolute(b.path)
	}
	if err := b.putAside(r, place, fresh, passphrase); err != nil {
		return done, err
	}
	proof, err := v.fetch(place, false, passphrase)
	if err == nil && proof.String() != fresh.String() {
		err = &KeyError{Path: v.where(place), Reason: "the new key could not be read back", Next: "The old one is still in use; nothing was changed."}
	}
	if err = errors.Join(err, v.at("read back")); err != nil {
		return done, err
	}
	if err := b.Update(func(tx *Tx) error { return tx.sealAnew(&done, r, place, old, proof, o) }); err != nil {
		return done, err
	}
	v.mu.Lock()
	v.kept = proof
	v.mu.Unlock()
	if err := v.at("sealed"); err != nil {
		return done, err
	}
	if done.Left, err = b.settleKeys(); err != nil {
		done.Left = "The old key is not removed yet: " + err.Error()
	}
	return done, nil
}

// at is where a test may end a rekey.
func (v *vault) at(step string) error {
	if v.step == nil {
		return nil
	}
	return v.step(step)
}

// oldKey is the key that the tokens are sealed by; nil where there is none and none is needed.
func (b *Book) oldKey(r keyRecord, forget bool) (*age.X25519Identity, error) {
	old, err := b.keys.fetchOnce(r.keyPlace)
	if err == nil {
		return old, nil
	}
	tokens, viewErr := b.sealed()
	if viewErr != nil {
		return nil, viewErr
	}
	if errors.As(err, new(*KeyError)) && (forget || len(tokens) == 0) {
		return nil, nil
	}
	return nil, err
}

// fetchOnce is fetch, with what is kept in memory, and from a file that others can read as well.
func (v *vault) fetchOnce(p keyPlace) (*age.X25519Identity, error) {
	if p.Kind == KeyFile {
		return v.fetch(p, true, nil)
	}
	return v.load(p)
}

// newKey makes a key, or takes the one that is given, and asks for its passphrase.
func (v *vault) newKey(to KeyKind, r keyRecord, ask func(AskPassphrase) ([]byte, error)) (id *age.X25519Identity, passphrase []byte, err error) {
	switch to {
	case KeyCredential:
		if id, err = v.fromCredential(); err == nil && r.Kind == KeyCredential && r.ID == id.Recipient().String() {
			err = &KeyError{Path: v.credential(), Reason: "a credential's key is made outside of Cartwire, and this one is in use already",
				Next: "Move the key to a file (cartwire rekey --to file), give the service another credential, and move it back."}
		}
		return id, nil, err
	case KeyPassphrase:
		if ask == nil {
			_, err = v.file().askToUnwrap(nil)
			return nil, nil, err
		}
		if passphrase, err = ask(AskPassphrase{New: true}); err != nil {
			return nil, nil, err
		}
	case KeyFile, KeyRing:
	default:
		return nil, nil, fmt.Errorf("there is no place for keys called %q", to)
	}
	id, err = age.GenerateX25519Identity()
	return id, passphrase, err
}

// putAside writes down where the new key will be, and puts it there, beside the old one.
func (b *Book) putAside(r keyRecord, place keyPlace, id *age.X25519Identity, passphrase []byte) (err error) {
	v := b.keys
	var content []byte
	if place.Kind == KeyPassphrase {
		if content, err = wrapKey(id, passphrase); err != nil {
			return err
		}
	}
	r.Pending = &place
	if err := b.Update(func(tx *Tx) error { return tx.putKeyRecord(r) }); err != nil {
		return err
	}
	if err := v.at("written down"); err != nil {
		return err
	}
	switch place.Kind {
	case KeyRing:
		err = v.ring.set(place.ID, id.String())
	case KeyFile:
		content = plainKey(id)
		defer clear(content)
		fallthrough
	case KeyPassphrase:
		err = v.file().fresh().write(content)
	}
	return errors.Join(wrapDiskFull(v.path, err), v.at("put there"))
}

type sealedToken struct{ at, sealed []byte }

func (b *Book) sealed() (list []sealedToken, err error) {
	return read(b, func(tx *Tx) ([]sealedToken, error) { return tx.sealed(), nil })
}

func (tx *Tx) sealed() (list []sealedToken) {
	for k, raw := range tx.scan(tableSecrets, nil, nil, false) {
		list = append(list, sealedToken{slices.Clone(k), slices.Clone(raw)})
	}
	return list
}

// sealAnew seals every token by another key, and opens it again before the old sealing is given up.
func (tx *Tx) sealAnew(done *Rekeyed, r keyRecord, place keyPlace, old, now *age.X25519Identity, o RekeyOptions) error {
	current, err := tx.keyRecord()
	if err != nil {
		return err
	}
	if old != nil && current.ID != r.ID { // a key file that was replaced and used while this went on
		return &KeyError{Path: tx.book.keys.where(r.keyPlace), Reason: "its key was changed meanwhile", Next: "Run it again; nothing was changed."}
	}
	done.Tokens, done.Forgotten = 0, nil
	for _, t := range tx.sealed() {
		err := tx.resealOne(t, old, now)
		if err != nil && errors.As(err, new(*KeyError)) && o.ForgetTokens {
			if err = tx.forgetToken(t.at, &done.Forgotten); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		done.Tokens++
	}
	if o.Note.What != "" {
		if err := tx.AddActivity(o.Note); err != nil {
			return err
		}
	}
	return tx.putKeyRecord(keyRecord{keyPlace: place, Former: &r.keyPlace})
}

func (tx *Tx) resealOne(t sealedToken, old, now *age.X25519Identity) error {
	if old == nil {
		return &KeyError{Reason: "its key is missing"}
	}
	plain, err := unseal(old, t.sealed, tx.book.path)
	if err != nil {
		return tx.nameIt(t.at, err)
	}
	defer clear(plain)
	sealed, err := seal(now, plain)
	if err != nil {
		return err
	}
	again, err := unseal(now, sealed, "")
	defer clear(again)
	if err != nil || !bytes.Equal(again, plain) {
		return errors.New("the new key does not open what it has sealed, so nothing was changed. Please report this")
	}
	return tx.put(tableSecrets, t.at, sealed)
}

// nameIt says whose token it is that does not open.
func (tx *Tx) nameIt(at []byte, err error) error {
	c, missing := tx.Connection(ConnectionID(number(at)))
	if missing != nil {
		return err
	}
	return &KeyError{Reason: fmt.Sprintf("the token of %s is sealed by another key, or damaged", c.Name),
		Next: "Enter it again in the connection's General tab, or run cartwire rekey --forget-tokens."}
}

func (tx *Tx) forgetToken(at []byte, names *[]string) error {
	if err := tx.delete(tableSecrets, at); err != nil {
		return err
	}
	c, err := tx.Connection(ConnectionID(number(at)))
	if err != nil {
		return nil // a token of no connection
	}
	if !slices.Contains(*names, c.Name) {
		*names = append(*names, c.Name)
	}
	if len(at) > 8 {
		c.Legacy.TokenEnd = ""
	} else {
		c.TokenEnd = ""
	}
	return save(tx, tableConnections, key(uint64(c.ID)), c)
}
