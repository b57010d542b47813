package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// connectElsewhere lets the person sign in with any browser. One that can reach this
// machine takes the link; from any other, the address where it ended is pasted here.
func (l *loginCommand) connectElsewhere(ctx context.Context, desk *desk, in *lines) (auth.Account, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	service := desk.signIn
	link, err := service.Start(ctx, l.principal(), "concur-mcp login")
	if err != nil {
		return auth.Account{}, err
	}
	pasted := paste{desk: desk, principal: l.principal(), redirect: service.Base() + signin.CallbackPath, state: web.Secret()}
	say(desk.streams.Out, `Sign in to Concur in a browser, in one of two ways.

1. With a browser that reaches this machine, such as through ssh -L %[1]s:%[1]s, open within ten minutes:

  %[2]s

2. With any other browser, open the following address. After the sign-in the browser shows a page that it cannot open, at an
   address that begins with %[3]s. Copy that address, paste it here and press Enter.

  %[4]s
`, desk.settings.CallbackListen, link.URL, pasted.redirect, pasted.address())
	return first(ctx,
		func(ctx context.Context) (auth.Account, error) { return outcome(ctx, service, l.principal(), link.ID) },
		func(ctx context.Context) (auth.Account, error) { return pasted.read(ctx, in) })
}

// first gives what the first of several ways brings, and leaves the others.
func first(ctx context.Context, ways ...func(context.Context) (auth.Account, error)) (auth.Account, error) {
	type end struct {
		account auth.Account
		err     error
	}
	ends := make(chan end, len(ways))
	for _, way := range ways {
		go func() {
			account, err := way(ctx)
			if !errors.Is(err, errNothingPasted) {
				ends <- end{account, err}
			}
		}()
	}
	select {
	case e := <-ends:
		return e.account, e.err
	case <-ctx.Done():
		return auth.Account{}, ctx.Err()
	}
}

// paste is a sign-in whose redirect a person carries over.
type paste struct {
	desk      *desk
	principal string
	redirect  string
	// state comes back where Concur returns it. That the address is pasted into the
	// terminal that asked for it binds the two without it.
	state string
}

func (p paste) address() string {
	return p.desk.connections.AuthorizeURL(p.redirect, p.state, p.desk.scopes(p.principal))
}

var (
	// errNothingPasted says that the input ended; the link may still be opened.
	errNothingPasted = errors.New("nothing was pasted")
	errOtherState    = errors.New("that address is of another sign-in; open the address above again and paste where it ends")
)

// read takes lines until one is the address of the redirect.
func (p paste) read(ctx context.Context, in *lines) (auth.Account, error) {
	for {
		line, err := in.next(ctx)
		if err != nil {
			return auth.Account{}, errNothingPasted
		}
		query, ok := redirected(line, p.redirect)
		if !ok {
			say(p.desk.streams.Out, "That does not begin with %s. Copy the whole address from the browser.", p.redirect)
			continue
		}
		if state := query.Get("state"); state != "" && subtle.ConstantTimeCompare([]byte(state), []byte(p.state)) == 0 {
			return auth.Account{}, errOtherState
		}
		code, err := auth.CodeOf(query, p.redirect)
		if err != nil {
			return auth.Account{}, err
		}
		return p.desk.connections.ConnectCode(ctx, p.principal, code)
	}
}

// redirected reads the query of a pasted redirect.
func redirected(line, redirect string) (url.Values, bool) {
	address, err := url.Parse(strings.TrimSpace(line))
	if err != nil || !strings.HasPrefix(strings.TrimSpace(line), redirect+"?") {
		return nil, false
	}
	return address.Query(), true
}
