package command

import (
	"context"
	"sync"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/screen"
)

// practice is the store to practise on: started when it is first asked for, and ended with who holds the book.
type practice struct {
	lent *sandbox.Sandbox // one that runs already and outlives the program
	mu   sync.Mutex
	sb   *sandbox.Sandbox
}

func (p *practice) start() (*sandbox.Sandbox, error) {
	if p.lent != nil {
		return p.lent, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sb != nil {
		return p.sb, nil
	}
	return p.listen("127.0.0.1:0")
}

// listen starts the store; the lock is held.
func (p *practice) listen(addr string) (*sandbox.Sandbox, error) {
	sb := demoStore()
	if err := sb.Start(addr); err != nil {
		return nil, err
	}
	p.sb = sb
	return sb, nil
}

// revive starts the practice store that the book is connected to from an earlier day, where it was: it is always the same
// store. Where its port is taken by now, the connection says that it can't be reached, like any other.
func (p *practice) revive(list []store.Connection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sb != nil {
		return
	}
	for _, conn := range list {
		host := conn.AllowInsecureHost
		if host == "" || conn.APIPath != "http://"+host+"/stores/"+demoStore().StoreHash() {
			continue
		}
		if _, err := p.listen(host); err == nil {
			return
		}
	}
}

func (p *practice) screen(context.Context) (screen.PracticeStore, error) {
	sb, err := p.start()
	if err != nil {
		return screen.PracticeStore{}, err
	}
	return screen.PracticeStore{CredentialsFile: sb.CredentialsFile(), Host: sb.Host()}, nil
}

func (p *practice) plain(context.Context) (plain.Practice, error) {
	sb, err := p.start()
	if err != nil {
		return plain.Practice{}, err
	}
	return plain.Practice{CredentialsFile: sb.CredentialsFile(), Host: sb.Host()}, nil
}

func (p *practice) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sb == nil {
		return nil
	}
	return p.sb.Close()
}
