package sidebyside_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// asClient in the environment makes the test binary one of the clients written in Go.
const asClient = "CARTWIRE_SIDEBYSIDE_CLIENT"

func TestMain(m *testing.M) {
	if text := os.Getenv(asClient); text != "" {
		if err := beClient(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// task tells a client's process what to read, and where to.
type task struct {
	Client  string
	APIPath string // http://HOST/stores/HASH/v3/
	Host    string
	Token   string
	Book    string
}

// outcome is what a client's process prints, as a line of JSON.
type outcome struct {
	Seconds float64 `json:"seconds"` // from before the first request to after the last write
}

// beClient imports into a new book and waits then, so that its memory can be looked at, until standard input ends. Where
// that ends early, whoever started it is gone.
func beClient(text string) error {
	done, closed := make(chan struct{}), make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		select {
		case <-done:
			close(closed)
		default:
			os.Exit(1)
		}
	}()
	var t task
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return err
	}
	book, err := store.Open(t.Book, store.Options{Command: "side by side"})
	if err != nil {
		return err
	}
	engine := syncer.NewEngine(book, syncer.Config{Who: "side by side"})
	conn, err := engine.Save(syncer.Draft{Token: bigcommerce.Secret(t.Token), Connection: store.Connection{
		Name: "Acme", Active: true, APIPath: t.APIPath, AllowInsecureHost: t.Host, Options: store.ConnectionOptions{ImportOrders: true},
	}}, nil)
	if err != nil {
		return err
	}
	started := time.Now()
	if t.Client == cartwire {
		err = importOrders(engine, conn)
	} else {
		err = newOrderByOrder(t, book, conn).importOrders(context.Background())
	}
	if err != nil {
		return err
	}
	took := time.Since(started)
	close(done)
	if err := json.NewEncoder(os.Stdout).Encode(outcome{took.Seconds()}); err != nil {
		return err
	}
	<-closed
	return errors.Join(engine.Close(), book.Close())
}

// importOrders is Cartwire's import.
func importOrders(engine *syncer.Engine, conn store.Connection) error {
	run, err := engine.Start(conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		return err
	}
	<-run.Done()
	return run.Snapshot().Err
}
