package bigcommerce

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// stock looks at what Update Inventory goes by: the Inventory API, the store locations, the store's own stock rules.
func (t *tester) stock(ctx context.Context) bool {
	if t.check(CheckInventory).ID != "" && !t.permission(ctx, CheckInventory, t.probeInventory) {
		return false
	}
	if !t.probeWrite(ctx, inventoryProbe) {
		return false
	}
	if t.check(CheckLocations).ID != "" && !t.locations(ctx) {
		return false
	}
	return t.check(CheckStockSettings).ID == "" || t.stockSettings(ctx)
}

func (t *tester) probeInventory(ctx context.Context) (string, error) {
	var answer struct{}
	_, err := t.get(ctx, inventoryItemsPath, url.Values{"limit": {"1"}}, func(b []byte) error { return decodeLenient(b, &answer) })
	return "", err
}

// mostNames bounds the names of locations in a row.
const mostNames = 5

func (t *tester) locations(ctx context.Context) bool {
	t.set(CheckLocations, CheckRunning, "", nil)
	all, err := readAll[InventoryLocation](ctx, t.Client, "Location", locationsPath, nil, MaxInventoryPage)
	switch {
	case lacksPermission(err):
		t.absent(CheckLocations, t.notShown(LabelLocations))
		return true
	case err != nil:
		return t.trouble(CheckLocations, err)
	}
	t.result.Locations = all
	var names []string
	for _, l := range all {
		name := cleanTitle(l.Label)
		if name == "" {
			name = fmt.Sprintf("location %d", l.ID)
		}
		if !l.Enabled {
			name += " (disabled)"
		}
		names = append(names, name)
	}
	detail := strconv.Itoa(len(names)) + " store locations"
	if len(names) == 1 {
		detail = "1 store location"
	}
	if more := len(names) - mostNames; more > 0 {
		names = append(names[:mostNames], fmt.Sprintf("and %s more", grouped(more)))
	}
	if len(names) > 0 {
		detail += ": " + strings.Join(names, ", ")
	}
	t.set(CheckLocations, CheckPassed, detail, nil)
	return true
}

func (t *tester) stockSettings(ctx context.Context) bool {
	t.set(CheckStockSettings, CheckRunning, "", nil)
	switch {
	case t.Legacy():
		t.set(CheckStockSettings, CheckNotShown, "a legacy account can't read them: look at Settings > Inventory in the control panel", nil)
		return true
	case t.check(CheckStore).State == CheckNotShown: // the same permission
		t.absent(CheckStockSettings, t.notShown(LabelInformation))
		return true
	}
	settings, err := t.InventorySettings(ctx)
	switch {
	case lacksPermission(err):
		t.absent(CheckStockSettings, t.notShown(LabelInformation))
		return true
	case err != nil:
		return t.trouble(CheckStockSettings, err)
	}
	t.result.Stock = &settings
	t.set(CheckStockSettings, CheckPassed, settings.Sentence(), nil)
	return true
}

// clock holds this computer's clock against the store's. It is told, never a failure: jobs go by the store's clock.
func (t *tester) clock() bool {
	t.set(CheckClock, CheckRunning, "", nil)
	detail := "in step with the store's"
	if skew := t.result.ClockSkew; skew.Abs() > time.Minute {
		direction := "ahead of"
		if skew < 0 {
			direction = "behind"
		}
		detail = fmt.Sprintf("this computer's clock is about %.0f min %s the store's; times shown here are off by that", skew.Abs().Minutes(), direction)
	}
	t.set(CheckClock, CheckPassed, detail, nil)
	return true
}

// plan tells the store's plan, and the quota as the headers of the answers so far told it.
func (t *tester) plan() bool {
	t.set(CheckPlan, CheckRunning, "", nil)
	var parts []string
	if t.result.Store != nil {
		if plan := planName(*t.result.Store); plan != "" {
			parts = append(parts, plan)
		}
	}
	q := t.quota.State()
	if q.Limit > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s left; Cartwire uses at most %s in each %s", grouped(q.Left), grouped(q.Limit), grouped(q.Share), quotaWindow(q)))
	}
	if len(parts) == 0 {
		t.set(CheckPlan, CheckNotShown, "the store tells neither", nil)
		return true
	}
	t.set(CheckPlan, CheckPassed, strings.Join(parts, ", "), nil)
	return true
}

// storeDetail: "Acme Outdoors, USD, America/Chicago, Plus plan, 150 requests / 30 s".
func storeDetail(s Store, q QuotaState) string {
	var parts []string
	for _, p := range []string{s.Name, s.Currency, s.Timezone.Name} {
		if p = cleanTitle(p); p != "" {
			parts = append(parts, p)
		}
	}
	if plan := planName(s); plan != "" {
		parts = append(parts, plan)
	}
	if q.Limit > 0 {
		parts = append(parts, quotaRate(q))
	}
	return strings.Join(parts, ", ")
}

func planName(s Store) string {
	plan := cleanTitle(s.PlanName)
	if plan == "" {
		return ""
	}
	if !strings.HasSuffix(strings.ToLower(plan), "plan") {
		plan += " plan"
	}
	if s.PlanIsTrial {
		plan += " (trial)"
	}
	return plan
}

// quotaRate: "150 requests / 30 s".
func quotaRate(q QuotaState) string {
	if q.Window == time.Hour {
		return grouped(q.Limit) + " requests / h"
	}
	return grouped(q.Limit) + " requests / " + quotaWindow(q)
}

// quotaWindow is how long a window of the quota lasts.
func quotaWindow(q QuotaState) string {
	if q.Window == time.Hour {
		return "hour"
	}
	return strconv.FormatFloat(q.Window.Seconds(), 'f', -1, 64) + " s"
}
