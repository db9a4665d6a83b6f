package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"filippo.io/age/armor"
)

const armorStart = armor.Header

// ScryptWork is the work that one guess of a passphrase takes, as a power of two: about a second. A variable for tests alone.
var ScryptWork = 18

// passphraseTries is how often a person may mistype.
const passphraseTries = 3

// wrapKey seals a key by a passphrase: the public half in a line, and below it what `age --decrypt` opens.
func wrapKey(id *age.X25519Identity, passphrase []byte) ([]byte, error) {
	if len(passphrase) < minPassphrase {
		return nil, &KeyError{Reason: fmt.Sprintf("a passphrase needs at least %d characters", minPassphrase),
			Next: "Choose a longer one: four words that don't belong together do."}
	}
	r, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(ScryptWork)
	var out bytes.Buffer
	out.WriteString(publicLine + id.Recipient().String() + "\n")
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, r)
	if err != nil {
		return nil, err
	}
	_, err = io.WriteString(w, id.String())
	err = errors.Join(err, w.Close(), a.Close())
	out.WriteByte('\n')
	return out.Bytes(), err
}

var errWrongPassphrase = errors.New("the passphrase does not fit")

// unwrapKey opens what wrapKey sealed; errWrongPassphrase, or *KeyError.
func (k keyFile) unwrapKey(passphrase []byte) (*age.X25519Identity, error) {
	text, err := k.read(true) // sealed: it is no secret
	if err != nil {
		return nil, err
	}
	at := bytes.Index(text, []byte(armorStart))
	damaged := &KeyError{Path: k.path, Reason: "its key file holds no key that a passphrase opens"}
	if at < 0 {
		return nil, damaged
	}
	i, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, errWrongPassphrase // an empty one
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(text[at:])), i)
	if errors.As(err, new(*age.NoIdentityMatchError)) {
		return nil, errWrongPassphrase
	}
	if err != nil {
		return nil, damaged
	}
	plain, err := io.ReadAll(io.LimitReader(r, 4096))
	defer clear(plain)
	if err != nil {
		return nil, damaged
	}
	id, err := age.ParseX25519Identity(string(bytes.TrimSpace(plain)))
	if err != nil {
		return nil, damaged
	}
	return id, nil
}

// askToUnwrap asks for the passphrase until it fits.
func (k keyFile) askToUnwrap(ask func(AskPassphrase) ([]byte, error)) (*age.X25519Identity, error) {
	if ask == nil {
		return nil, &KeyError{Path: k.path, Reason: "its key is sealed by a passphrase, and nobody can be asked for it here",
			Next: "Run the command in a terminal, or name a file with the passphrase in CARTWIRE_PASSPHRASE_FILE."}
	}
	if _, err := k.read(true); err != nil {
		return nil, err // before anybody types anything
	}
	for again := range passphraseTries {
		passphrase, err := ask(AskPassphrase{Again: again})
		if err != nil {
			return nil, err
		}
		if len(passphrase) == 0 {
			break // who knows it types it
		}
		id, err := k.unwrapKey(passphrase)
		clear(passphrase)
		if !errors.Is(err, errWrongPassphrase) {
			return id, err
		}
	}
	return nil, &KeyError{Path: k.path, Reason: "the passphrase does not fit its key",
		Next: "Try again. If nobody knows it any more, cartwire rekey --forget-tokens makes a new key; the tokens have to be entered again."}
}
