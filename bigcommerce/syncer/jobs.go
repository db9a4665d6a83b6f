package syncer

import (
	"context"
	"fmt"

	"github.com/dustin/go-humanize"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// task is what a job is given: one run of one option on one connection.
type task struct {
	engine  *Engine
	client  *bigcommerce.Client // tells the run of its requests and waits
	book    *store.Book
	conn    store.Connection
	run     *Run
	options StartOptions
}

// jobs does the options. A job returns when it is done or its context is; what it has written stays.
var jobs map[Option]func(context.Context, task) error

func init() { // a job may start another
	jobs = map[Option]func(context.Context, task) error{
		ImportOrders:      func(ctx context.Context, t task) error { return t.reads(ctx, newImporter(t)) },
		UpdateInventory:   func(ctx context.Context, t task) error { return (&inventoryJob{task: t}).do(ctx) },
		UpdateOrderStatus: func(ctx context.Context, t task) error { return (&statusJob{task: t}).do(ctx) },
		Reconcile:         func(ctx context.Context, t task) error { return (&reconcileJob{task: t}).do(ctx) },
		ImportProducts:    func(ctx context.Context, t task) error { return t.reads(ctx, &productImporter{task: t}) },
	}
}

// reader is a job that only reads from the store.
type reader interface {
	do(context.Context) error
	// dry says, for a dry run, what do would read.
	dry(context.Context) (string, error)
}

// reads does a job that only reads, or says what it would read.
func (t task) reads(ctx context.Context, r reader) error {
	if !t.options.DryRun {
		return r.do(ctx)
	}
	notice, err := r.dry(ctx)
	if err != nil {
		return err
	}
	t.run.setPlan(&Plan{Connection: t.conn.ID, Option: t.run.option, Made: now(), Changes: []Change{}, Notices: []string{notice}})
	return nil
}

func (i *importer) dry(ctx context.Context) (string, error) {
	if i.again {
		return i.dryAgain(ctx)
	}
	n, err := i.client.CountOrders(ctx, bigcommerce.OrderFilter{MinID: i.conn.Options.StartNumber, MinCreated: i.conn.Options.StartDate})
	if err != nil {
		return "", err
	}
	counts, err := i.book.OrderCounts(i.conn.ID)
	return fmt.Sprintf("Import Orders changes nothing in the store. It has %s from the chosen start on, of all statuses; the book lists %s.", number(n, "order"), humanize.Comma(int64(counts.Total))), err
}

func (p *productImporter) dry(ctx context.Context) (string, error) {
	page, err := p.client.Products(ctx, bigcommerce.ProductQuery{Limit: 1})
	if err != nil {
		return "", err
	}
	if page.Total == 0 {
		return "Import Products changes nothing in the store. How many products it has can't be told beforehand.", nil
	}
	return fmt.Sprintf("Import Products changes nothing in the store. It has %s.", number(page.Total, "product")), nil
}
