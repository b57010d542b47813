package app

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

// openLinks are the links to sign in that callers were given. Calls at the same time
// share one, and all go on when it is used: an agent that reads five things at once is
// not to send its user to five pages. They are kept in memory alone, so that another
// replica gives one of its own.
type openLinks struct {
	// by has one for each caller: who differs in anything, such as the name that the
	// page shows or the tools that it asks scopes for, has another link.
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
		maps.DeleteFunc(l.by, func(_ caller.Caller, open *openLink) bool { return open.over(time.Now()) })
		l.by[who] = &openLink{}
	}
	return l.by[who]
}

// over reports whether a link has ended and nobody waits for another in its place: a
// link is a secret, and is kept no longer than it is good for.
func (o *openLink) over(now time.Time) bool {
	if !o.mu.TryLock() {
		return false
	}
	defer o.mu.Unlock()
	return !o.link.Expires.IsZero() && now.After(o.link.Expires)
}
