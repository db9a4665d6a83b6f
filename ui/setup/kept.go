package setup

import (
	"errors"

	"cartwire/store"
)

// Kept is what the book knows of somebody who sets a store up.
type Kept struct {
	Connections int
	Guide       store.GuideState // as it was left; zero where it never was begun
	Resumable   bool             // the guide is worth going on with
}

// ReadKept reads it.
func ReadKept(book *store.Book) (Kept, error) {
	list, err := book.Connections()
	if err != nil {
		return Kept{}, err
	}
	k := Kept{Connections: len(list)}
	k.Guide, err = book.GuideState(cart)
	if errors.Is(err, store.ErrNotFound) {
		return k, nil
	}
	k.Resumable = err == nil && resumable(k.Guide, list)
	return k, err
}

// Where tells the step that the guide was left at: "step 6 of 9: Specify the permissions".
func (k Kept) Where() string { return ResumeGuide(k.Guide, false).Where() }
