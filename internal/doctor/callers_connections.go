package doctor

import (
	"fmt"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Others says that callers have connections, which are not tried.
func Others(count int) Finding {
	return note("callers", fmt.Sprintf("Connections of callers that were not tried: %d.", count), "concur-mcp status shows them.")
}

// Callers says how many connections the callers of a server have, and what those that
// have not ended may do. They are not tried: their tokens are their callers'.
func Callers(all []auth.Status, now time.Time) (Finding, []Granted) {
	const check = "callers' connections"
	var granted []Granted
	for _, status := range all {
		over := !status.RefreshExpires.IsZero() && !now.Before(status.RefreshExpires)
		if status.State != tokenstore.SignInAgain && !over {
			granted = append(granted, Granted{Kind: status.Kind, Scopes: status.Scopes})
		}
	}
	switch ended := len(all) - len(granted); {
	case len(all) == 0:
		return note(check, "No caller is connected yet.", "Each gets a link to sign in with when they call."), nil
	case ended > 0:
		verb := "have"
		if ended == 1 {
			verb = "has"
		}
		return note(check, fmt.Sprintf("The store has %d, of which %d %s ended.", len(all), ended, verb),
			"Who calls again gets a link to sign in with; concur-mcp status shows whose they are."), granted
	default:
		return fine(check, fmt.Sprintf("The store has %d.", len(all))), granted
	}
}

// Together is what connections may do between them, by kind: a tool then works if it does
// for one of them.
func Together(connections []Granted) []Granted {
	var all []Granted
	for _, one := range connections {
		at := slices.IndexFunc(all, func(g Granted) bool { return g.Kind == one.Kind })
		switch {
		case at < 0:
			all = append(all, one)
		case len(all[at].Scopes) == 0 || len(one.Scopes) == 0: // One of them is taken at its word.
			all[at].Scopes = nil
		default:
			all[at].Scopes = slices.Concat(all[at].Scopes, one.Scopes)
		}
	}
	return all
}
