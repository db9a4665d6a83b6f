package setup

import (
	"errors"
	"fmt"
	"slices"

	"cartwire/assets"
	"cartwire/bigcommerce"
	"cartwire/store"
)

// GuideStep is one page of the guide. Its value is kept in the book, and names the page's text in assets.
type GuideStep string

// The steps.
const (
	GuideGoals       GuideStep = "goals"
	GuideAccount     GuideStep = "account"
	GuideSignIn      GuideStep = "sign-in"
	GuideOpen        GuideStep = "open"
	GuideName        GuideStep = "name"
	GuidePermissions GuideStep = "permissions"
	GuideSave        GuideStep = "save"
	GuideCredentials GuideStep = "credentials"
	GuideRead        GuideStep = "read"

	GuideLegacyCreate GuideStep = "legacy-create"
	GuideLegacyName   GuideStep = "legacy-name"
	GuideLegacyEnter  GuideStep = "legacy-enter"
)

// The ways through the guide. BigCommerce's own steps have the same numbers in many instructions: 6 is the permissions,
// 7 is Save, 8 what is shown once, 9 the file.
var (
	storeWay = []GuideStep{GuideGoals, GuideAccount, GuideSignIn, GuideOpen, GuideName, GuidePermissions, GuideSave,
		GuideCredentials, GuideRead}
	legacyWay = []GuideStep{GuideGoals, GuideAccount, GuideSignIn, GuideOpen, GuideLegacyCreate, GuideLegacyName, GuideLegacyEnter}
)

// Guide is where somebody stands on the way to credentials. It is a value: an answer makes the next one. It asks
// nothing by itself and reads nothing: front ends show its Question and tell the Answer.
type Guide struct {
	step    GuideStep
	goals   Goals
	legacy  bool
	remote  bool // the browser, and with it the downloaded file, is on another computer
	answers uint64
}

// newGuide begins at the first step, with orders in. remote: the session came over SSH.
func newGuide(remote bool) Guide {
	return Guide{step: GuideGoals, goals: Goals{Orders: true}, remote: remote}
}

// ResumeGuide goes on where the kept state was left. What a newer program wrote and this one doesn't know begins anew.
func ResumeGuide(s store.GuideState, remote bool) Guide {
	g := Guide{step: GuideStep(s.Step), goals: goalsOf(s.Goals), legacy: s.Account == accountLegacy, remote: remote, answers: s.Answers}
	if !slices.Contains(g.way(), g.step) || (g.goals == Goals{}) {
		g = newGuide(remote)
		g.answers = s.Answers
	}
	return g
}

// GuideAt begins at a step, with what is to flow: whoever needs another API account begins at the permissions.
func GuideAt(step GuideStep, goals Goals, answers uint64, remote bool) Guide {
	return ResumeGuide(store.GuideState{Step: string(step), Goals: goals.Words(), Answers: answers}, remote)
}

// cart is the only cart that has a guide, as the book keeps it.
const cart = "BigCommerce"

// State is what the book keeps, so that the guide can be left and resumed days later.
func (g Guide) State() store.GuideState {
	s := store.GuideState{Cart: cart, Step: string(g.step), Goals: g.goals.Words(), Account: accountStore, Answers: g.answers}
	if g.legacy {
		s.Account = accountLegacy
	}
	return s
}

// resumable tells whether a kept state is worth going on with: past the first question, and no store was connected since.
// What stands at the last step has also led somewhere where a connection was saved since: with a new API account.
func resumable(s store.GuideState, connections []store.Connection) bool {
	g := ResumeGuide(s, false)
	last := g.beside(1) == g.step
	return g.step != GuideGoals && !slices.ContainsFunc(connections, func(c store.Connection) bool {
		return c.Created.After(s.At) || last && c.Modified.After(s.At)
	})
}

func (g Guide) way() []GuideStep {
	if g.legacy {
		return legacyWay
	}
	return storeWay
}

// Step is the present one.
func (g Guide) Step() GuideStep { return g.step }

// Place is the step's number, from 1, and how many there are.
func (g Guide) Place() (number, of int) { return slices.Index(g.way(), g.step) + 1, len(g.way()) }

// Goals are what was chosen to flow.
func (g Guide) Goals() Goals { return g.goals }

// Remote tells whether the downloaded file is on another computer.
func (g Guide) Remote() bool { return g.remote }

// The words of the choices.
const (
	accountStore  = "store"
	accountLegacy = "legacy"
	accountHave   = "have" // the credentials are there already
	enterByHand   = "editor"
	wayOver       = "store-level"
)

// Choice is one of the answers that a question offers.
type Choice struct {
	ID    string
	Label string
	Help  string
	On    bool // picked already
}

// Question is what the guide asks now.
type Question struct {
	Step    GuideStep
	Page    assets.Page
	Choices []Choice // empty: there is only something to be done, in the browser
	Many    bool     // several may be picked
	Boxes   []Box    // permissions to set
	Reads   bool     // credentials are read here: a file's, or text that was pasted
}

// Question is what the present step asks.
func (g Guide) Question() Question {
	id := string(g.step)
	if g.step == GuideRead && g.remote {
		id = "read-remote"
	}
	page, _ := assets.Guide(id)
	q := Question{Step: g.step, Page: page}
	switch g.step {
	case GuideGoals:
		q.Many, q.Choices = true, g.goals.choices()
	case GuideAccount:
		q.Choices = []Choice{
			{ID: accountStore, Label: "Store-level API account", Help: "what BigCommerce makes today; take this one", On: !g.legacy},
			{ID: accountLegacy, Label: "Legacy API account", Help: "only if your store still has a legacy account; otherwise skip", On: g.legacy},
			{ID: accountHave, Label: "I have the credentials", Help: "go to the last step: hand them over"},
		}
	case GuidePermissions, GuideSave:
		q.Boxes = g.goals.Boxes()
	case GuideRead:
		q.Reads = true
		q.Choices = []Choice{{ID: enterByHand, Label: "Enter them by hand", Help: "in the editor"}}
	case GuideLegacyEnter:
		q.Choices = []Choice{
			{ID: enterByHand, Label: "Open the editor", Help: "to enter API URL, Username and Password"},
			{ID: wayOver, Label: "Make a store-level account instead", Help: "BigCommerce issues no new legacy accounts; this is the way over"},
		}
	}
	return q
}

// Answer is what a person did about a question.
type Answer struct {
	Back        bool     // to the step before
	Restart     bool     // to the first step
	Picked      []string // of the question's choices
	Credentials *bigcommerce.Credentials
	Notes       []string // of reading the credentials
}

// ErrNothingPicked is returned where the goals are left empty.
var ErrNothingPicked = errors.New("Tick at least one: the permissions follow from it.") //lint:ignore ST1005 a sentence for a person

// Answer goes on. filled is set at the end: what the editor begins with. An error is a sentence; the guide stays there.
func (g Guide) Answer(a Answer) (next Guide, filled *Filled, err error) {
	next = g
	next.answers++
	picked := ""
	if len(a.Picked) > 0 {
		picked = a.Picked[0]
	}
	switch {
	case a.Restart:
		next.step = GuideGoals
		return next, nil, nil
	case a.Back:
		next.step = g.beside(-1)
		return next, nil, nil
	case a.Credentials != nil:
		return next, &Filled{Credentials: *a.Credentials, Notes: a.Notes, Goals: g.goals}, nil
	case picked == enterByHand:
		return next, &Filled{Goals: g.goals, Legacy: g.legacy}, nil
	}
	switch g.step {
	case GuideGoals:
		if next.goals = goalsOf(a.Picked); next.goals == (Goals{}) {
			return g, nil, ErrNothingPicked
		}
	case GuideAccount:
		next.legacy = picked == accountLegacy
		if picked == accountHave {
			next.step = GuideRead
			return next, nil, nil
		}
	case GuideLegacyEnter:
		if picked == wayOver {
			next.legacy, next.step = false, GuideOpen
		}
		return next, nil, nil
	}
	next.step = next.beside(1)
	return next, nil, nil
}

// beside is the step before or after the present one, or the present one at an end.
func (g Guide) beside(by int) GuideStep {
	way := g.way()
	at := slices.Index(way, g.step)
	return way[max(0, min(at+by, len(way)-1))]
}

// Where tells the present step: "step 6 of 9: Specify the permissions".
func (g Guide) Where() string {
	number, of := g.Place()
	return fmt.Sprintf("step %d of %d: %s", number, of, g.Question().Page.Title)
}
