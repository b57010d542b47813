package app

import (
	"context"
	"sync"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

// openLinks are the links to sign in that callers were given. Calls at the same time
// share one, and all go on when it is used: an agent that reads five things at once is
// not to send its user to five pages. They are kept in memory alone, so that another
// replica gives one of its own.
type openLinks struct {
	// by is a *openLink by caller.Caller: who differs in anything, such as the name that
	// the page shows or the tools that it asks scopes for, has another link.
	by map[caller.Caller]*openLink
	mu sync.Mutex
}

type openLink struct {
	mu   sync.Mutex
	link signin.Link
}

// get gives the link that a caller has, or a new one.
func (l *openLinks) get(ctx context.Context, pages *signin.Service, who caller.Caller) (signin.Link, error) {
	open := l.of(who)
	open.mu.Lock()
	defer open.mu.Unlock()
	if pages.Usable(ctx, open.link) {
		return open.link, nil
	}
	link, err := pages.Start(ctx, who.Principal, who.Name)
	if err == nil {
		open.link = link
	}
	return link, err
}

func (l *openLinks) of(who caller.Caller) *openLink {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[caller.Caller]*openLink{}
	}
	if l.by[who] == nil {
		l.by[who] = &openLink{}
	}
	return l.by[who]
}
