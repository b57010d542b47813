package mcpserver

import (
	"context"
	"errors"
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

var errNobody = errors.New("it is not known who calls")

// identifying puts the caller of each request into its context, for the tools and
// whatever they use.
func identifying(who func(context.Context) caller.Caller) mcp.Middleware {
	if who == nil {
		who = func(ctx context.Context) caller.Caller {
			found, _ := caller.From(ctx)
			return found
		}
	}
	return func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
			ctx = ofRequest(ctx, request.GetExtra())
			found := who(ctx)
			if found.Principal == "" {
				return nil, errNobody
			}
			return next(caller.With(ctx, found), method, request)
		}
	}
}

// requestContext has the values of an HTTP request. In a stateful session the SDK
// hands out those of the request that opened it: another token of the same caller, another
// request id, another span.
type requestContext struct {
	context.Context // ends as the SDK wants, and has its values
	values          context.Context
}

// Value implements context.Context.
func (c requestContext) Value(key any) any {
	if value := c.values.Value(key); value != nil {
		return value
	}
	return c.Context.Value(key)
}

// requestMember is where a request's context is kept in what the SDK knows of a token.
const requestMember = "request"

// ofRequest is the context of a call with the values of the request that brought it.
func ofRequest(ctx context.Context, extra *mcp.RequestExtra) context.Context {
	if extra == nil || extra.TokenInfo == nil {
		return ctx
	}
	values, ok := extra.TokenInfo.Extra[requestMember].(context.Context)
	if !ok {
		return ctx
	}
	return requestContext{ctx, values}
}

// vouched tells the SDK who calls, in the only way it takes: as the bearer of a token.
// It binds each session to its caller then, and answers others with 403. The token that
// came in ends here.
func vouched(next http.Handler) http.Handler {
	verifier := func(ctx context.Context, _ string, _ *http.Request) (*auth.TokenInfo, error) {
		who, ok := caller.From(ctx)
		if !ok {
			return nil, auth.ErrInvalidToken
		}
		return &auth.TokenInfo{
			UserID: who.Principal,
			// Its end is that of the request; a call of a stateful session may go on.
			Extra: map[string]any{requestMember: context.WithoutCancel(ctx)},
		}, nil
	}
	checked := auth.RequireBearerToken(verifier, &auth.RequireBearerTokenOptions{AllowMissingExpiration: true})(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer verified")
		r.Header.Del("Cookie")
		checked.ServeHTTP(w, r)
	})
}
