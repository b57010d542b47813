package caller

import (
	"context"
	"log/slog"
	"net/http"
)

// Gate lets requests in whose caller it can tell, and answers the others. A Gate
// of None, OpenTokens or NewOIDC is safe for concurrent use.
type Gate struct {
	// verify tells who shows a token, or why that does not let anybody in. It is nil
	// where nobody needs to show one.
	verify func(ctx context.Context, token string) (Caller, *refusal)
	// resource is what clients are told about the authorization server; nil without one.
	resource *resource
	failures *buckets
	logger   *slog.Logger
}

// None is the gate of a server that one person uses on one machine: everybody is Local.
func None() *Gate { return &Gate{} }

// The rate of failed attempts from one address that are answered as such. A client
// whose token ran out needs the 401 to get a new one, so a few must always pass.
const (
	failuresPerSecond = 1
	failuresBurst     = 30
)

func newGate(verify func(context.Context, string) (Caller, *refusal), about *resource, logger *slog.Logger) *Gate {
	return &Gate{verify: verify, resource: about, failures: newBuckets(failuresPerSecond, failuresBurst), logger: logger}
}

// Middleware hands requests of known callers to next, with the caller in the context
// (From) and without the Authorization header: the proof of a caller is for this
// server alone (MCP authorization > Access Token Privilege Restriction).
//
// The client's address is that of the connection, RemoteAddr. Where a trusted proxy
// is in between, the address it reports has to be put there before.
func (g *Gate) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		known, why := g.caller(r)
		if why != nil {
			g.refuse(w, r, why)
			return
		}
		inner := r.WithContext(With(r.Context(), known))
		inner.Header = r.Header.Clone()
		inner.Header.Del("Authorization")
		next.ServeHTTP(w, inner)
	})
}

func (g *Gate) caller(r *http.Request) (Caller, *refusal) {
	if g.verify == nil {
		return Caller{Principal: Local, Name: "somebody on this computer", Company: true}, nil
	}
	token, why := bearer(r)
	if why != nil {
		return Caller{}, why
	}
	return g.verify(r.Context(), token)
}

// refuse answers a request that was not let in. Whoever keeps failing is told to
// wait; others behind the same address are let in all the while.
func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	address, level := clientAddress(r), slog.LevelInfo
	switch why.code {
	case invalidToken, invalidRequest:
		if wait := g.failures.take(address); wait > 0 {
			tooMany("Too many requests with a bad token came from this address.", wait).answer(w, nil, r)
			return // It is not logged: otherwise anybody could fill the disk.
		}
	case insufficientScope:
	default:
		level = slog.LevelDebug
	}
	g.logger.LogAttrs(r.Context(), level, "caller refused",
		slog.Int("status", why.status), slog.String("error", why.code), slog.String("reason", why.reason()), slog.String("address", address))
	why.answer(w, g.resource, r)
}
