package store

// Guard is what somebody who uses a book may not do. A zero one allows everything.
type Guard struct {
	// Change is what every change fails with.
	Change error
	// Keep is what a change of connections, their tokens or the settings fails with.
	Keep error
}

// Guarded is the same book for somebody who may not do everything. Whatever is done through it is held against the guard
// here, whoever has let it pass before. It is not to be closed.
func (b *Book) Guarded(g Guard) *Book {
	guarded := *b
	guarded.guard = g
	return &guarded
}

// MayChange is why this book may not be changed by whoever holds it; nil where it may.
func (b *Book) MayChange() error { return b.guard.Change }

// MayKeep is why connections and settings may not be changed by whoever holds this book; nil where they may.
func (b *Book) MayKeep() error {
	if b.guard.Change != nil {
		return b.guard.Change
	}
	return b.guard.Keep
}
