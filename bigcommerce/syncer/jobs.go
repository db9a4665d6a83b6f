package syncer

import (
	"context"

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
var jobs = map[Option]func(context.Context, task) error{
	ImportOrders:      func(ctx context.Context, t task) error { return newImporter(t).do(ctx) },
	UpdateInventory:   func(ctx context.Context, t task) error { return (&inventoryJob{task: t}).do(ctx) },
	UpdateOrderStatus: func(ctx context.Context, t task) error { return (&statusJob{task: t}).do(ctx) },
	ImportProducts:    func(ctx context.Context, t task) error { return (&productImporter{task: t}).do(ctx) },
}
