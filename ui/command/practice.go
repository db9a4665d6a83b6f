package command

import (
	"context"
	"sync"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/plain"
	"cartwire/ui/screen"
)

// practice is the store to practise on: started when it is first asked for, and ended with the program.
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
	sb := demoStore()
	if err := sb.Start("127.0.0.1:0"); err != nil {
		return nil, err
	}
	p.sb = sb
	return sb, nil
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
