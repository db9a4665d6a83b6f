package plain

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/confirm"
)

// PlanLines are what an update would change in the store, or has changed: a line each.
func PlanLines(p *syncer.Plan) []string {
	lines := []string{fmt.Sprintf("%s: %s, %s in step, %s.", p.Option.Title(), count(len(p.Changes), "change", "changes"),
		count(p.InStep, "item", "items"), count(p.Requests, "request", "requests"))}
	if p.Route != "" {
		lines = append(lines, fmt.Sprintf("Sent through: %s. %s", p.Route, p.RouteWhy))
	}
	lines = append(lines, p.Notices...)
	for _, c := range p.Changes {
		lines = append(lines, changeLine(c))
		for _, t := range c.Why {
			lines = append(lines, fmt.Sprintf("  %+6d  %s", t.Quantity, t.Says(time.UTC)))
		}
	}
	for _, w := range p.Waits {
		lines = append(lines, fmt.Sprintf("Waits, %s. %s", changeLine(w.Change), w.Reason))
	}
	for _, c := range p.Unfed {
		lines = append(lines, fmt.Sprintf("Needs confirmation, %s", changeLine(c)))
	}
	for _, c := range p.Conflicts {
		lines = append(lines, fmt.Sprintf("Not changed, %s: %s", named(c.SKU, c.Ref), c))
	}
	for _, s := range p.Skipped {
		lines = append(lines, fmt.Sprintf("Left out, %s: %s", named(s.SKU, s.Ref), s.Reason))
	}
	for _, s := range p.Unseen {
		lines = append(lines, fmt.Sprintf("Sent, not shown yet, %s: %s", named(s.SKU, s.Ref), s.Reason))
	}
	for _, m := range p.Mails {
		lines = append(lines, mailLine(m))
	}
	if p.Guard != "" {
		lines = append(lines, p.Guard)
	}
	if p.Guard != "" || len(p.Unfed) > 0 {
		lines = append(lines, "To confirm this plan: --confirm "+p.Fingerprint)
	}
	return lines
}

func changeLine(c syncer.Change) string {
	line := named(c.SKU, c.Ref)
	if c.Location != "" {
		line += " at " + c.Location
	}
	switch {
	case c.What != "":
		line += ": " + c.What
	case c.Known:
		line = fmt.Sprintf("%s: %d becomes %d", line, c.Old, c.New)
	default:
		line = fmt.Sprintf("%s: not counted so far, becomes %d", line, c.New)
	}
	if c.Remark != "" {
		line += ". " + c.Remark
	}
	return line
}

func mailLine(m syncer.Mail) string {
	orders := make([]string, len(m.Orders))
	for i, id := range m.Orders {
		orders[i] = strconv.FormatUint(id, 10)
	}
	word := "order "
	if len(orders) > 1 {
		word = "orders "
	}
	return "E-mail to " + strings.TrimSpace(m.Name+" <"+m.Email+">") + " for " + word + strings.Join(orders, ", ")
}

// named is the first of the names that isn't empty.
func named(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return "no name"
}

// planFirst works out what an update would change, shows it and carries it out where the person agrees.
func (s *session) planFirst(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions) error {
	o.DryRun = true
	last, err := s.runOnce(ctx, c, option, o)
	if err != nil || last.Plan == nil {
		return err
	}
	s.sayPlan(last.Plan)
	if last.Err != nil || last.Job.State != store.JobDone {
		return nil // what stopped it was said
	}
	o.DryRun = false
	_, err = s.agree(ctx, c, option, o, last.Plan)
	return err
}

func (s *session) sayPlan(p *syncer.Plan) {
	for _, l := range PlanLines(p) {
		s.say("%s", l)
	}
}

// agree asks whether a plan that was shown is to be carried out, and does it: a yes for a small one, for a large one, or
// where a guard rail asks, the number of its changes. done tells whether it went through.
func (s *session) agree(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions, p *syncer.Plan) (done bool, err error) {
	n := len(p.Changes)
	if n == 0 {
		s.say("There is nothing to change.")
		return false, nil
	}
	if !confirm.Typed(p, n) {
		ok, err := s.yes(ctx, "Make "+count(n, "change", "changes")+" in the store?")
		if err != nil || !ok {
			return false, stay(err)
		}
	} else {
		_, err := s.ask(ctx, fmt.Sprintf("To make them in the store, type how many changes it makes, %d, or a full stop to change nothing", n), "",
			func(got string) string {
				if wrong := confirm.Wrong(got, n); wrong != "" {
					return wrong + " Nothing was sent."
				}
				return ""
			})
		if err != nil {
			return false, stay(err)
		}
	}
	o.Confirm = p.Fingerprint
	return s.run(ctx, c, option, o)
}
