package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"

	"cartwire/store"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

// How patient --on-order is.
const (
	handoverFirstWait = 250 * time.Millisecond // before a failed command is run again; it doubles
	handoverLastWait  = 5 * time.Minute
	handoverTries     = 5                // in a row, once nothing more is imported
	handoverLook      = time.Second      // how often it looks for new orders
	handoverLimit     = 10 * time.Minute // how long a command may take
	handoverGrace     = 5 * time.Second  // how long it has to end when it is to stop
)

// handovers hand new orders to a command, those of a connection one after another, the longest waiting first. An order is
// taken off the book's list only when the command has ended well: it comes at least once. Imports never wait for it.
type handovers struct {
	*cli
	book    *store.Book
	command string
	over    chan struct{} // closed when nothing more will be imported
	serving sync.WaitGroup

	sums []*handoverSum // one for each connection
}

// handoverSum is how it went on one connection, as --json prints it.
type handoverSum struct {
	Job        string `json:"job"` // "on-order"
	Connection string `json:"connection"`
	HandedOver int    `json:"handed_over"`
	Failed     int    `json:"failed"`  // runs of the command
	Waiting    int    `json:"waiting"` // orders that are still to be handed over, counted up to a million
}

// handingOver does something that imports, and hands what is new to the command of --on-order meanwhile and afterwards.
func (c *cli) handingOver(ctx context.Context, book *store.Book, f *syncFlags, list []store.Connection, do func() error) error {
	if !f.given("on-order") {
		return do()
	}
	if err := c.mayName(); err != nil {
		return err
	}
	if f.onOrder == "" {
		for _, conn := range list {
			n, err := book.DropNewOrders(conn.ID)
			if err != nil {
				return err
			}
			c.note("%s: new orders are no longer kept for a command; %s forgotten.", clean(conn.Name), plural(n, "that waited is", "that waited are"))
		}
		return do()
	}
	h := &handovers{cli: c, book: book, command: f.onOrder, over: make(chan struct{})}
	for _, conn := range list {
		if err := book.KeepNewOrders(conn.ID); err != nil {
			return err
		}
		sum := &handoverSum{Job: "on-order", Connection: conn.Name}
		h.sums = append(h.sums, sum)
		h.serving.Go(func() { h.serve(ctx, conn, sum) })
	}
	err := do()
	close(h.over)
	h.serving.Wait()
	left, told := h.settle(list)
	if left && !f.watch && err == nil { // a watch ends in the middle by its nature
		err = &saidError{exitPart}
	}
	return errors.Join(err, told)
}

// settle tells how it went, and whether orders are left.
func (h *handovers) settle(list []store.Connection) (left bool, err error) {
	for i, conn := range list {
		sum := h.sums[i]
		if _, sum.Waiting, err = h.book.KeepsNewOrders(conn.ID, 1_000_000); err != nil {
			return left, err
		}
		if h.json {
			if err := h.object(sum); err != nil {
				return left, err
			}
		} else if sum.HandedOver > 0 {
			h.say("%s: %s handed to the command.", clean(conn.Name), plural(sum.HandedOver, "new order", "new orders"))
		}
		if sum.Waiting > 0 {
			left = true
			h.warn("%s: %s still to be handed to the command. The next sync with --on-order goes on there.", clean(conn.Name),
				plural(sum.Waiting, "order is", "orders are"))
		}
	}
	return left, nil
}

// serve hands over a connection's orders until ctx ends, or until nothing more will come.
func (h *handovers) serve(ctx context.Context, conn store.Connection, sum *handoverSum) {
	failures := 0
	for ctx.Err() == nil {
		over := h.isOver()
		next, err := h.book.NextHandover(conn.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			if over {
				return
			}
			h.wait(ctx, handoverLook, h.over)
			continue
		case err == nil:
			err = h.hand(ctx, conn, next)
		}
		if err == nil {
			if err = h.book.HandedOver(next); err == nil {
				sum.HandedOver, failures = sum.HandedOver+1, 0
				continue
			}
		}
		if ctx.Err() != nil {
			return
		}
		failures, sum.Failed = failures+1, sum.Failed+1
		if over && failures >= handoverTries {
			h.warn("%s: order %d was not handed over: %s.", clean(conn.Name), next.Order, clean(err.Error()))
			return
		}
		wait := min(handoverFirstWait<<min(failures-1, 20), handoverLastWait)
		h.warn("%s: order %d was not handed over: %s. Again in %s.", clean(conn.Name), next.Order, clean(err.Error()), wait)
		h.wait(ctx, wait, nil)
	}
}

func (h *handovers) isOver() bool {
	select {
	case <-h.over:
		return true
	default:
		return false
	}
}

// wait waits for a time, or for one of the others.
func (h *handovers) wait(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-wake:
	}
}

// hand runs the command for one order.
func (h *handovers) hand(ctx context.Context, conn store.Connection, next store.Handover) error {
	o, err := h.book.Order(conn.ID, next.Order)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it is no longer in the list
	}
	if err != nil {
		return err
	}
	o.Customer.LastOrder = 0
	var in bytes.Buffer
	if err := text.NewJSONEncoder(&in).Encode(sheet.NewOrderLine(conn.Name, o)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, handoverLimit)
	defer cancel()
	shell, flag := "sh", "-c"
	if runtime.GOOS == "windows" {
		shell, flag = "cmd", "/C"
	}
	cmd := exec.CommandContext(ctx, shell, flag, h.command)
	cmd.Dir, cmd.Env = h.workplace()
	cmd.Env = append(cmd.Env, "CARTWIRE_CONNECTION="+conn.Name, "CARTWIRE_ORDER="+strconv.FormatUint(next.Order, 10))
	cmd.Stdin = &in
	said := &prefixed{to: h.cli, prefix: fmt.Sprintf("order %d: ", next.Order)}
	cmd.Stdout, cmd.Stderr = said, said
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	cmd.WaitDelay = handoverGrace
	err = cmd.Run()
	said.end()
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return nil // it ended well, and left something running
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("the command took longer than %s", handoverLimit)
	case err != nil:
		return fmt.Errorf("the command ended with %s", err)
	}
	return nil
}

// prefixed prints what a command prints to standard error, a line at a time, with where it comes from.
type prefixed struct {
	to     *cli
	prefix string
	rest   []byte
}

func (p *prefixed) Write(b []byte) (int, error) {
	p.rest = append(p.rest, b...)
	for {
		at := bytes.IndexByte(p.rest, '\n')
		if at < 0 && len(p.rest) < 4096 {
			return len(b), nil
		}
		if at < 0 {
			at = len(p.rest) - 1
		}
		p.to.warn("%s%s", p.prefix, clean(string(bytes.TrimRight(p.rest[:at+1], "\r\n"))))
		p.rest = p.rest[at+1:]
	}
}

// end prints a last line that has no end.
func (p *prefixed) end() {
	if len(p.rest) > 0 {
		p.to.warn("%s%s", p.prefix, clean(string(p.rest)))
		p.rest = nil
	}
}

// workplace is where the command runs, and in what environment: the caller's folder, PATH and HOME, who may not be this
// process's own.
func (c *cli) workplace() (dir string, env []string) {
	env = os.Environ()
	if c.visitor == nil {
		return "", env
	}
	for _, name := range told {
		env = append(env, name+"="+c.env(name))
	}
	return c.visitor.Dir, env
}
