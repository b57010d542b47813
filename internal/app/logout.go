package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type logoutCommand struct {
	Settings  config.Config `embed:""`
	Company   bool          `help:"Forget the connection of the company."`
	Principal string        `placeholder:"NAME" help:"End the connection of a caller of a served store, in place of your own."`
	Force     bool          `help:"Forget the connection even if Concur does not end it."`
}

// Help shows how it is used.
func (logoutCommand) Help() string {
	return `Ends a person's connection in Concur, with all others that the OAuth application has of the same person, and forgets it.
Concur offers no way to end that of a company: it is forgotten here, and a Concur administrator disconnects the application.

Examples:
  concur-mcp logout
  concur-mcp logout --company --store sqlite:/var/lib/concur-mcp/connections.db`
}

// Run ends a connection.
func (l *logoutCommand) Run(ctx context.Context, streams Streams) (err error) {
	desk, err := openDesk(ctx, &l.Settings, streams)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.close(ctx)) }()
	principal, kind := l.whose()
	account, err := desk.account(ctx, principal, kind)
	if _, none := errors.AsType[*auth.NotConnectedError](err); none {
		return fmt.Errorf("%w, so none was ended; concur-mcp status shows those there are", err)
	}
	if err == nil {
		err = desk.connections.Disconnect(ctx, principal, kind)
	}
	if kept(err) {
		if !l.Force {
			return fmt.Errorf("%w\n--force forgets it here all the same", withNextStep(err))
		}
		say(streams.Err, "%s; it is forgotten here only.", err)
		err = desk.connections.Forget(ctx, principal, kind)
	}
	if err != nil {
		return withNextStep(err)
	}
	say(streams.Out, "Not connected any more: %s.", account)
	if name := l.outside(kind); name != "" {
		say(streams.Out, "The settings still have a token (%s): it would connect again at the next start.", name)
	}
	return nil
}

// kept reports whether a connection is still there because Concur did not end it, or
// because it cannot be read. In the latter case signing in does not replace it either.
func kept(err error) bool {
	_, notRevoked := errors.AsType[*auth.NotRevokedError](err)
	_, otherKey := errors.AsType[*tokenstore.UnknownKeyError](err)
	return notRevoked || otherKey || errors.Is(err, tokenstore.ErrTampered)
}

func (l *logoutCommand) whose() (string, auth.Kind) {
	principal, kind := caller.Local, auth.User
	if l.Company {
		principal, kind = auth.Deployment, auth.Company
	}
	if l.Principal != "" {
		principal = l.Principal
	}
	return principal, kind
}

// outside names the setting that would make the connection again.
func (l *logoutCommand) outside(kind auth.Kind) string {
	secrets := l.Settings.Secrets
	switch {
	case l.Principal != "":
		return ""
	case kind == auth.User && !secrets.RefreshToken.Empty():
		return config.EnvRefreshToken
	case kind == auth.Company && !secrets.CompanyRefreshToken.Empty():
		return config.EnvCompanyRefreshToken
	case kind == auth.Company && !secrets.CompanyRequestToken.Empty():
		return config.EnvCompanyRequestToken
	default:
		return ""
	}
}

// account finds a connection of a principal.
func (d *desk) account(ctx context.Context, principal string, kind auth.Kind) (auth.Account, error) {
	all, err := d.all(ctx)
	for _, status := range all {
		if status.Principal == principal && status.Kind == kind {
			return status.Account, nil
		}
	}
	if err == nil {
		err = &auth.NotConnectedError{Kind: kind}
	}
	return auth.Account{Name: fmt.Sprintf("the %s connection of %s", kind, principal)}, err
}
