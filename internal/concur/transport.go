package concur

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// ticket travels with a request through the transports: which operation it is,
// for whom, and with which token.
type ticket struct {
	operation catalogue.Operation
	principal string
	token     auth.Token
	upload    *Upload
}

type ticketKey struct{}

func withTicket(ctx context.Context, t *ticket) context.Context {
	return context.WithValue(ctx, ticketKey{}, t)
}

func ticketOf(r *http.Request) *ticket {
	t, _ := r.Context().Value(ticketKey{}).(*ticket)
	return t
}

// unsent marks a failure that happened before the request left.
type unsent struct{ error }

func (u unsent) Unwrap() error { return u.error }

var errNoTicket = errors.New("a request without an operation")

// roundTripper makes a function a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// chain puts the transports on top of each other: what a request meets first
// stands last.
func chain(s Settings) http.RoundTripper {
	transport := guarded(s.Connections.Hosts(), s.Transport)
	transport = logged(s.Logger, transport)
	transport = followed(s.Follow, transport)
	transport = bearing(s.Connections, transport)
	transport = limited(s.Rate, transport)
	transport = retrying(pause, transport)
	return sized(transport)
}

// sized gives a request a body of known length, because Concur documents none
// that comes in chunks. A file is not given to resty, which reads a body as a
// whole before it sends it; and where there is no body, resty gives one that is
// empty, and whose length net/http cannot know.
func sized(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		t := ticketOf(r)
		switch {
		case t != nil && t.upload != nil:
			content, err := t.upload.Open()
			if err != nil {
				return nil, unsent{err}
			}
			r = r.Clone(r.Context())
			r.Body, r.GetBody, r.ContentLength = content, t.upload.Open, t.upload.Size
		case r.Body != nil && r.ContentLength == 0:
			r = r.Clone(r.Context())
			r.Body, r.GetBody = http.NoBody, nil
		}
		return next.RoundTrip(r)
	})
}

// guarded lets a request pass only to a trusted host. It stands right above the
// wire, so that nothing above it can forget.
func guarded(hosts auth.Hosts, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if err := hosts.Check(r.URL); err != nil {
			return nil, unsent{err}
		}
		return next.RoundTrip(r)
	})
}

// bearing adds the token of the routed connection. A refusal because of the
// token is answered by one refresh and one more try, which is safe for every
// operation: what was refused was not done.
func bearing(connections *auth.Connections, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		t := ticketOf(r)
		if t == nil {
			return nil, unsent{errNoTicket}
		}
		response, err := next.RoundTrip(withBearer(r, t.token))
		if err != nil || !tokenExpired(t.operation, response) {
			return response, err
		}
		renewed, err := connections.Renew(r.Context(), t.principal, t.token)
		if err != nil {
			drain(response)
			return nil, unsent{err}
		}
		if renewed.Base.Host != r.URL.Host {
			return response, nil // it moved to another data centre; the next call goes there
		}
		drain(response)
		again, err := rewind(r)
		if err != nil {
			return nil, unsent{err}
		}
		t.token = renewed
		return next.RoundTrip(withBearer(again, renewed))
	})
}

func withBearer(r *http.Request, token auth.Token) *http.Request {
	clone := r.Clone(r.Context())
	clone.Header.Set("Authorization", "Bearer "+token.Access.Reveal())
	return clone
}

// tokenExpired recognises a refused token. Every 401 may be one. Of the 403s,
// v3 uses that status for an expired token too, and says so in the text, "invalid
// or expired token"; so does Receipts v4, and says nothing (Response Codes).
func tokenExpired(operation catalogue.Operation, response *http.Response) bool {
	if response.StatusCode == http.StatusUnauthorized {
		return true
	}
	if response.StatusCode != http.StatusForbidden {
		return false
	}
	text := peek(response)
	if operation.Errors == catalogue.ReceiptError && strings.TrimSpace(text) == "" {
		return true
	}
	return blamesToken(text)
}

// blamesToken reports whether a refusal says that the token has expired.
func blamesToken(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "expired") && strings.Contains(text, "token")
}

// mostLimiters bounds how many connections have a limiter of their own. The one that
// was not used for longest goes first; by then it would let as much pass as a new one.
const mostLimiters = 10_000

// limited keeps each connection under a rate that Concur does not mind. No
// number is published for most APIs; Quick Expense has 120 in five minutes.
func limited(perSecond float64, next http.RoundTripper) http.RoundTripper {
	if perSecond == 0 {
		perSecond = DefaultRate
	}
	burst := int(math.Ceil(4 * perSecond))
	limiters := newRecent[string, *rate.Limiter](mostLimiters)
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		key := ""
		if t := ticketOf(r); t != nil {
			key = t.token.Owner + "\x00" + string(t.token.Kind)
		}
		limiter := limiters.getOr(key, func() *rate.Limiter { return rate.NewLimiter(rate.Limit(perSecond), burst) })
		if err := limiter.Wait(r.Context()); err != nil {
			return nil, unsent{err}
		}
		return next.RoundTrip(r)
	})
}

// logged writes a line for each request. The path is the template of the
// catalogue, so neither ids nor what people typed can get into a log.
func logged(logger *slog.Logger, next http.RoundTripper) http.RoundTripper {
	if logger == nil {
		return next
	}
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		begin := time.Now()
		response, err := next.RoundTrip(r)
		var operation catalogue.Operation
		if t := ticketOf(r); t != nil {
			operation = t.operation
		}
		status, correlation := 0, ""
		if response != nil {
			status, correlation = response.StatusCode, response.Header.Get(correlationHeader)
		}
		logger.LogAttrs(r.Context(), slog.LevelDebug, "concur request",
			slog.String("operation", operation.Name), slog.String("method", r.Method), slog.String("path", operation.Path),
			slog.Int("status", status), slog.Duration("took", time.Since(begin)),
			slog.String("correlation_id", correlation), slog.Bool("failed", err != nil))
		return response, err
	})
}

// followed tells of each request that leaves, retries included, for counting and
// tracing.
func followed(follow Follow, next http.RoundTripper) http.RoundTripper {
	if follow == nil {
		return next
	}
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		var operation catalogue.Operation
		if t := ticketOf(r); t != nil {
			operation = t.operation
		}
		ctx, answered := follow(r.Context(), operation)
		status := 0
		response, err := next.RoundTrip(r.WithContext(ctx))
		if response != nil {
			status = response.StatusCode
		}
		answered(status)
		return response, err
	})
}
