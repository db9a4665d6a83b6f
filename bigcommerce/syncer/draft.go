package syncer

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// Draft is a connection as the editor holds it: new, or saved and changed.
type Draft struct {
	Connection  store.Connection
	Token       bigcommerce.Secret // empty: the saved one
	LegacyToken bigcommerce.Secret // the legacy account's; empty: the saved one
	// LocationsConfirmed is set once a person has confirmed what a *LocationsError said.
	LocationsConfirmed bool
}

// Test asks the store whether the draft's credentials do what its options need. Nothing is saved.
func (e *Engine) Test(ctx context.Context, d Draft, report func(bigcommerce.Check)) bigcommerce.TestResult {
	client, err := e.testClient(d)
	if err != nil {
		check := bigcommerce.Check{ID: bigcommerce.CheckAddress, Label: "Address", State: bigcommerce.CheckFailed, Err: err, Detail: err.Error()}
		report(check)
		return bigcommerce.TestResult{Checks: []bigcommerce.Check{check}}
	}
	result := client.Test(ctx, Needs(d.Connection.Options), report)
	if check, ok := locationCheck(d.Connection, &result); ok {
		report(check)
		result.Checks = append(result.Checks, check)
	}
	return result
}

// CheckOneLocation is the row of a connection test that asks whether the store has one location.
const CheckOneLocation bigcommerce.CheckID = "one-location"

// locationCheck asks what Update Inventory has to know of a store whose stock the account can change at its default location
// only, and that a person has to say where the account can't see it. ok is false where all else isn't well yet, or where it
// makes no difference.
func locationCheck(c store.Connection, r *bigcommerce.TestResult) (check bigcommerce.Check, ok bool) {
	i := slices.IndexFunc(r.Checks, func(c bigcommerce.Check) bool { return c.ID == bigcommerce.CheckInventoryModify })
	everywhere := i >= 0 && (r.Checks[i].State == bigcommerce.CheckPassed || r.Checks[i].State == bigcommerce.CheckUnknown)
	if !c.Options.UpdateInventory || everywhere || r.Err() != nil || len(r.Locations) == 1 {
		return check, false
	}
	check = bigcommerce.Check{ID: CheckOneLocation, Label: "One location", State: bigcommerce.CheckFailed, NeededBy: UpdateInventory.Title()}
	switch {
	case len(r.Locations) > 1:
		check.Err, check.Detail = &SeveralLocationsError{Known: true}, "the store has several, and Store Inventory modify is missing"
	case c.Options.Inventory.OneLocation:
		check.State, check.Detail = bigcommerce.CheckPassed, "as you confirmed"
	default:
		check.Err, check.Detail = &SeveralLocationsError{Legacy: c.IsLegacy()}, "confirm that the store has one location: the account can't see it"
	}
	return check, true
}

// AsksLocation reports whether an error waits for a person to say that the store has one location.
func AsksLocation(err error) bool {
	several, ok := errors.AsType[*SeveralLocationsError](err)
	return ok && !several.Known
}

// testClient is what a test asks with. Who may not change a connection may not send its saved token elsewhere either: the
// test is then of what is saved.
func (e *Engine) testClient(d Draft) (*bigcommerce.Client, error) {
	if err := e.book.MayChange(); err != nil {
		return nil, err
	}
	if err := e.book.MayKeep(); err != nil {
		saved, missing := e.book.Connection(d.Connection.ID)
		if missing != nil || !sameAccount(saved, d) {
			return nil, err
		}
	}
	return e.client(d)
}

// sameAccount tells whether a draft asks the store just as its saved connection would.
func sameAccount(saved store.Connection, d Draft) bool {
	c := d.Connection
	return d.Token == "" && d.LegacyToken == "" && saved.Kind == c.Kind && saved.APIPath == c.APIPath && saved.Legacy == c.Legacy &&
		saved.AllowInsecureHost == c.AllowInsecureHost && saved.HostConfirmed == c.HostConfirmed
}

// Save writes the draft; tested is what the last test of this draft found, or nil. Errors: *store.NameTakenError,
// *ConnectedError where another connection is to that store, *store.ChangedMeanwhileError where the draft began with another revision than the book has,
// *LocationsError where a person has to confirm what becomes of locations that are selected no more, *store.KeyError,
// *store.DiskFullError.
func (e *Engine) Save(d Draft, tested *bigcommerce.TestResult) (store.Connection, error) {
	c := d.Connection
	isNew := c.ID == 0
	c.Name, c.ChangedBy = strings.TrimSpace(c.Name), e.cfg.Who
	if err := e.confirmLocations(d); err != nil {
		return c, err
	}
	err := e.book.Update(func(tx *store.Tx) error {
		var saved store.Connection
		if !isNew {
			var err error
			if saved, err = tx.Connection(c.ID); err != nil {
				return err
			}
		}
		noteDraft(&c, &saved, d, tested)
		if err := onlyConnection(tx, &c, &saved); err != nil {
			return err
		}
		if err := tx.SaveConnectionTokens(&c, d.Token.Reveal(), d.LegacyToken.Reveal()); err != nil {
			return err
		}
		what := "changed the connection " + c.Name
		if isNew {
			what = "added the connection " + c.Name
		}
		return tx.AddActivity(store.Activity{At: now(), Who: e.cfg.Who, From: e.cfg.From, Connection: c.ID, What: what})
	})
	return c, err
}

// noteDraft says of a connection that is about to be saved how its store was found: by this test; as the last test or job
// found it, where the draft changes nothing of the account; else not yet.
func noteDraft(c, saved *store.Connection, d Draft, tested *bigcommerce.TestResult) {
	if storeOf(c) != storeOf(saved) {
		c.Store = store.StoreFacts{}
	}
	if tested != nil {
		c.Test = lastTest(tested)
		c.State, c.Problem = stateOf(tested.Err()), c.Test.Problem
		if facts := factsOf(tested); facts != (store.StoreFacts{}) {
			c.Store = facts
		}
		return
	}
	c.State, c.Problem = store.StateUntested, ""
	same := d.Token == "" && d.LegacyToken == "" && saved.Kind == c.Kind && saved.APIPath == c.APIPath && saved.Legacy == c.Legacy
	if c.ID != 0 && same {
		c.State, c.Problem = saved.State, saved.Problem
	}
	if !c.Test.At.IsZero() && (!same || !slices.Equal(Ticked(c.Options), Ticked(saved.Options))) {
		c.Test.Outdated = true
	}
}

// factsOf are what a test was told by the store of itself.
func factsOf(tested *bigcommerce.TestResult) (f store.StoreFacts) {
	if s := tested.Store; s != nil {
		f = store.StoreFacts{Hash: s.ID, Name: s.Name, Currency: s.Currency, Timezone: s.Timezone.Name, Plan: s.PlanName}
	}
	return f
}

// stateOf is what an error of a test says of the connection.
func stateOf(err error) store.ConnectionState {
	if err == nil {
		return store.StateConnected
	}
	state, _ := refusal(err)
	return cmp.Or(state, store.StateUntested)
}

// refusal tells whether the store refused the credentials or a permission: then a person has to act.
func refusal(err error) (store.ConnectionState, bool) {
	if _, ok := errors.AsType[*bigcommerce.AuthError](err); ok {
		return store.StateRefused, true
	}
	if _, ok := errors.AsType[*bigcommerce.MismatchError](err); ok {
		return store.StateRefused, true
	}
	if _, ok := errors.AsType[*bigcommerce.ScopeError](err); ok {
		return store.StateMissing, true
	}
	return "", false
}

// noteOutcome writes onto the connection what a job learnt of it. A passing trouble, such as no network, leaves its state
// and tells why.
func noteOutcome(tx *store.Tx, job store.Job, err error) error {
	failure := failureOf(job.State, err)
	if job.DryRun || job.Option == string(Reconcile) {
		// It did nothing of what the option does: schedules and the last synchronisation don't count it.
		if state, ok := refusal(err); ok {
			return tx.SetConnectionState(job.Connection, state, err.Error())
		}
		return nil
	}
	if err := tx.NoteRun(job.Connection, job.Option, job.Started, job.Ended, failure); err != nil {
		return err
	}
	if state, ok := refusal(err); ok {
		return tx.SetConnectionState(job.Connection, state, err.Error())
	}
	switch {
	case failure != store.NoFailure:
		return noteProblem(tx, job.Connection, err)
	case job.State != store.JobDone:
		return nil
	}
	return tx.NoteSync(job.Connection, job.Ended)
}

// NoteTest writes onto a saved connection what a test found.
func (e *Engine) NoteTest(id store.ConnectionID, tested *bigcommerce.TestResult) error {
	return e.book.Update(func(tx *store.Tx) error {
		return tx.NoteTest(id, stateOf(tested.Err()), lastTest(tested), factsOf(tested))
	})
}

// lastTest keeps a test's rows in words; the errors behind them stay behind.
func lastTest(tested *bigcommerce.TestResult) store.LastTest {
	kept := store.LastTest{At: now(), OK: tested.Err() == nil}
	if err := tested.Err(); err != nil {
		kept.Problem = err.Error()
	}
	for _, c := range tested.Checks {
		kept.Checks = append(kept.Checks, store.TestedCheck{
			ID: string(c.ID), Label: c.Label, State: c.State.String(), Detail: c.Detail, NeededBy: c.NeededBy,
		})
	}
	for _, l := range tested.Locations {
		kept.StoreLocations = append(kept.StoreLocations, store.StoreLocation{ID: l.ID, Name: l.Label, Enabled: l.Enabled})
	}
	return kept
}
