package doctor

import (
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Connection says how a connection is. err is what came of asking for a token of it;
// nil where nobody asked.
func Connection(status auth.Status, err error) Finding {
	check := string(status.Kind) + " connection"
	switch {
	case status.State == tokenstore.SignInAgain || ended(err):
		return wrong(check, fmt.Sprintf("Concur does not accept the connection of %s any more.", status), mend(status.Kind))
	case err != nil:
		return wrong(check, fmt.Sprintf("The connection of %s gives no token: %v.", status, err), nextStep(err))
	case status.Warning != "":
		return warning(check, standing(status), status.Warning)
	default:
		return fine(check, standing(status))
	}
}

// Unconnected says that there is no connection of a kind. That of a company is not
// missed unless there is none at all.
func Unconnected(kind auth.Kind, other bool) Finding {
	check := string(kind) + " connection"
	found := fmt.Sprintf("There is no %s connection.", kind)
	if kind == auth.Company || other {
		return note(check, found, mend(kind))
	}
	return wrong(check, found, mend(kind))
}

func standing(status auth.Status) string {
	found := fmt.Sprintf("%s is connected at %s", status, status.Geolocation)
	if !status.RefreshExpires.IsZero() {
		found += fmt.Sprintf(" until %s if nobody uses it before", status.RefreshExpires.UTC().Format(time.DateOnly))
	}
	if len(status.Scopes) == 0 {
		return found + "; Concur did not say with which scopes."
	}
	return found + fmt.Sprintf(", with %d scopes.", len(status.Scopes))
}

// ended reports whether only a new sign-in or a new request token helps.
func ended(err error) bool {
	refusal, refused := errors.AsType[*auth.TokenError](err)
	_, signedOut := errors.AsType[*auth.SignedOutError](err)
	return signedOut || refused && refusal.SignInAgain()
}

func mend(kind auth.Kind) string {
	if kind == auth.Company {
		return mendCompany
	}
	return mendUser
}

func nextStep(err error) string {
	if problem, ok := errors.AsType[interface {
		error
		NextStep() string
	}](err); ok {
		return problem.NextStep()
	}
	return ""
}

// Unreadable says that connections could not be read from the store.
func Unreadable(err error) Finding {
	return wrong("connections", fmt.Sprintf("They cannot be read: %v.", err), nextStep(err))
}
