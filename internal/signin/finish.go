package signin

import (
	"context"
	"net/http"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// notePatience bounds how long the end of a sign-in takes to be written down.
const notePatience = 10 * time.Second

// finish connects once. claim says whether this request may; connect exchanges what
// the browser brought, which goes on if the browser leaves: a code works only once.
func (s *Service) finish(
	w http.ResponseWriter, r *http.Request, v visit, claim func(*signIn) error, connect func(context.Context) (auth.Account, error),
) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exchangePatience)
	defer cancel()
	_, err := s.change(ctx, v.ID, func(i *signIn) error {
		if err := claim(i); err != nil {
			return err
		}
		i.Stage, i.Request = finishing, nil
		return nil
	})
	if err != nil {
		s.failRead(w, r, err, endedSignIn())
		return
	}
	account, failure := connect(ctx)
	// An exchange that took all of its time has an end to be noted too.
	ctx, cancel = context.WithTimeout(context.WithoutCancel(r.Context()), notePatience)
	defer cancel()
	v, err = s.change(ctx, v.ID, func(i *signIn) error {
		i.Stage, i.Account = connected, account
		if failure != nil {
			i.Stage, i.Failure = failed, "Concur did not give a connection: "+said(failure.Error())
		}
		return nil
	})
	switch {
	case failure != nil:
		s.Logger.WarnContext(ctx, "sign-in failed", "principal", v.Principal, "error", failure)
		web.WriteFailure(w, failedExchange(failure))
	case err != nil:
		s.Logger.ErrorContext(ctx, "a finished sign-in could not be noted", "error", err)
		web.WriteFailure(w, notNoted())
	default:
		s.Logger.InfoContext(ctx, "account connected", "principal", v.Principal, "kind", v.Kind, "replaced", account.Replaced != "")
		s.showResult(w, r, v)
	}
}

// resultPage tells whose account was connected, to whom.
type resultPage struct {
	Who, Account, Replaced string
	Company                bool
}

func (s *Service) showResult(w http.ResponseWriter, r *http.Request, v visit) {
	s.show(w, r, "result.html", "Connected", resultPage{
		Who: v.Who, Account: v.Account.String(), Replaced: v.Account.Replaced, Company: v.Kind == auth.Company,
	})
}

// failedExchange is for codes and request tokens that Concur would not take.
func failedExchange(err error) web.Failure {
	return web.Failure{
		Status: http.StatusBadGateway, Title: "Concur did not give a connection",
		What: "You signed in, but Concur would not exchange that for a connection. " + noneChanged, Said: said(err.Error()),
		Next: "Ask for a new link. If it happens again, show this page to whoever runs this server.",
	}
}

func notNoted() web.Failure {
	return web.Failure{
		Status: http.StatusServiceUnavailable, Title: "Your account may be connected",
		What: "Concur gave the connection, but then the store of this server did not answer.",
		Next: "Go back to your agent and let it try again.",
	}
}
