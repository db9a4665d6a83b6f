package store

import (
	"errors"
)

// settleKeys ends what a rekey began: a new key that seals nothing yet is removed, and an old one is, too, when the key in
// use has opened every token. left says which old key is still where it was, and why. A kill in between is harmless.
func (b *Book) settleKeys() (left string, err error) {
	v := b.keys
	r, err := b.keyRecord()
	if err != nil || r.Pending == nil && r.Former == nil {
		return "", err
	}
	if p := r.Pending; p != nil && p.ID != r.ID {
		// A key that seals nothing does no harm where a keyring keeps it that can't be reached now.
		if _, err := b.removeKey(*p); err != nil && !errors.As(err, new(*KeyError)) {
			return "", err
		}
	}
	if r.Former != nil {
		if err := b.proveKey(r.keyPlace); err != nil {
			return "", err
		}
		if err := v.at("proven"); err != nil {
			return "", err
		}
		if left, err = b.removeFormer(r); err != nil {
			return "", err
		}
		if err := v.at("old one removed"); err != nil {
			return "", err
		}
	}
	err = b.Update(func(tx *Tx) error {
		now, err := tx.keyRecord()
		if err != nil {
			return err
		}
		now.Pending, now.Former = nil, nil
		return tx.putKeyRecord(now)
	})
	return left, errors.Join(err, v.at("done"))
}

// proveKey reads the key from where it lies and opens every token of the book by it.
func (b *Book) proveKey(p keyPlace) error {
	id, err := b.keys.load(p)
	if err != nil {
		return err
	}
	tokens, err := b.sealed()
	if err != nil {
		return err
	}
	for _, t := range tokens {
		plain, err := unseal(id, t.sealed, b.keys.where(p))
		clear(plain)
		if err != nil {
			return err
		}
	}
	return nil
}

// removeFormer removes the old key, and gives a new one in a file its name.
func (b *Book) removeFormer(r keyRecord) (left string, err error) {
	f := b.keys.file()
	if r.inFile() {
		// The new file takes the old one's name: where that is an old key's, it is gone by it.
		if f.fresh().publicID() == r.ID {
			if err := f.takeFrom(f.fresh().path); err != nil {
				return "", err
			}
		}
		if r.Former.inFile() {
			return "", nil
		}
	}
	return b.removeKey(*r.Former)
}

// removeKey removes the key from where it lies. A file that holds another key is left alone.
func (b *Book) removeKey(p keyPlace) (left string, err error) {
	if p.ID == "" {
		return "", nil
	}
	switch p.Kind {
	case KeyRing:
		if p.Book != absolute(b.path) {
			// A copy, or a book that was moved: the other one may need it.
			return "The old key stays in the keyring: it was put there for the book " + p.Book + ".", nil
		}
		return "", b.keys.ring.remove(p.ID)
	case KeyCredential:
		return "The old key is still given by systemd: take the credential " + credentialName + " out of the service.", nil
	}
	for _, f := range []keyFile{b.keys.file(), b.keys.file().fresh()} {
		if f.publicID() == p.ID {
			if err := f.remove(); err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

// sweepKeys settles, once for an opened book, what a rekey left that was cut short. It is best effort: the next use tries again.
func (b *Book) sweepKeys(r keyRecord) {
	if r.Pending == nil && r.Former == nil || !b.keys.rekeying.TryLock() {
		return
	}
	defer b.keys.rekeying.Unlock()
	b.keys.mu.Lock()
	swept := b.keys.swept
	b.keys.swept = true
	b.keys.mu.Unlock()
	if !swept {
		_, _ = b.settleKeys()
	}
}
