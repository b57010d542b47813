package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
)

type loginCommand struct {
	Settings  config.Config `embed:""`
	NoBrowser bool          `help:"Open no browser: print the link, and take the address where a browser elsewhere ended."`
	OTP       string        `name:"otp" placeholder:"EMAIL" xor:"way" help:"Let Concur mail a link to the person, and take it here."`
	Company   bool          `xor:"way" help:"Connect the company, by a company request token."`
	AppCenter string        `placeholder:"URL" xor:"way" help:"Let App Center connect the company at the server of this address."`
	Principal string        `placeholder:"NAME" help:"Connect a caller of a served store, such as token/rita, in place of yourself."`
}

// Help shows how it is used.
func (loginCommand) Help() string {
	return `Connects a Concur account and says whose it is. It opens the system's browser, which comes back to a listener on this
machine (--callback-listen), and prints the link as well.

Examples:
  concur-mcp login
  concur-mcp login --no-browser
  concur-mcp login --otp rita.alves@example.com --datacenter eu2
  concur-mcp login --company --store sqlite:/var/lib/concur-mcp/connections.db
  concur-mcp login --demo

With --company, the company's id and the request token come from CONCUR_MCP_COMPANY_ID and CONCUR_MCP_COMPANY_REQUEST_TOKEN (or
with _FILE or _COMMAND), or are asked for. A Concur administrator makes the token; it is good for 24 hours.`
}

// Run connects an account.
func (l *loginCommand) Run(ctx context.Context, streams Streams) (err error) {
	logger, err := ready(ctx, &l.Settings, streams.Err)
	if err != nil {
		return err
	}
	if l.Settings.Demo {
		end, err := l.simulate(ctx, streams)
		if err != nil {
			return err
		}
		defer end()
	}
	desk, err := deskFor(ctx, &l.Settings, logger, streams)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.close(ctx)) }()
	return l.at(ctx, desk)
}

// at connects the account at a desk, and says whose it is.
func (l *loginCommand) at(ctx context.Context, desk *desk) error {
	// What comes of a sign-in has to be kept: requests and mails are good for one try.
	if err := desk.store.Ping(ctx); err != nil {
		return fmt.Errorf("--store: %w", err)
	}
	account, err := l.connect(ctx, desk, bufferedLines(desk.streams.In))
	if err != nil {
		return withNextStep(err)
	}
	desk.welcome(account, l.principal())
	if account.Kind != auth.User {
		return nil
	}
	return withNextStep(desk.connections.Seen(ctx, l.principal(), account))
}

func (l *loginCommand) connect(ctx context.Context, desk *desk, in *lines) (auth.Account, error) {
	switch {
	case l.Company:
		return l.connectCompany(ctx, desk, in)
	case l.AppCenter != "":
		return l.connectAtAppCenter(ctx, desk)
	case l.OTP != "":
		return l.connectByMail(ctx, desk, in)
	case l.NoBrowser:
		return l.connectElsewhere(ctx, desk, in)
	default:
		return l.connectHere(ctx, desk)
	}
}

// principal is whose connection it will be.
func (l *loginCommand) principal() string {
	switch {
	case l.Principal != "":
		return l.Principal
	case l.Company, l.AppCenter != "":
		return auth.Deployment
	default:
		return caller.Local
	}
}

// withNextStep adds to an error what to do about it.
func withNextStep(err error) error {
	if err == nil {
		return nil
	}
	var problem interface{ NextStep() string }
	if !errors.As(err, &problem) || problem.NextStep() == "" {
		return err
	}
	return fmt.Errorf("%w\n%s", err, problem.NextStep())
}

// say writes to a person, who may have left.
func say(out io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
