package concur

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// DefaultTimeout is Concur's own: it ends every request after 60 seconds.
const DefaultTimeout = 60 * time.Second

// DefaultRate is how many requests a second one connection sends, after a burst
// of four times as many.
const DefaultRate = 10

// largestBody caps what is read of one answer, in bytes.
const largestBody = 16 << 20

// Settings make a Client.
type Settings struct {
	Connections *auth.Connections
	// Transport carries the requests: NewTransport's, or the simulator's.
	Transport http.RoundTripper
	// Logger gets a line for each request, without ids, names or secrets.
	Logger *slog.Logger
	// Gate is asked before each write; nil lets all pass.
	Gate Gate
	// Follow is told of each request that leaves; nil for nobody.
	Follow Follow
	// Timeout bounds a request with its retries; DefaultTimeout if zero.
	Timeout time.Duration
	// Now is the clock by which a write is known again; time.Now if nil.
	Now func() time.Time
	// Rate is how many requests a second one connection may send; DefaultRate if zero.
	Rate float64
	// Elsewhere opens the images that Concur keeps on other hosts; nil leaves them
	// alone.
	Elsewhere Fetcher
}

// Follow is called when a request leaves, and what it gives when its answer has come,
// with the HTTP status or 0 for no answer. The request goes on with the context that
// it gives.
type Follow func(ctx context.Context, operation catalogue.Operation) (_ context.Context, answered func(status int))

// Client speaks to Concur for many principals.
type Client struct {
	connections *auth.Connections
	operations  map[string]catalogue.Operation
	rest        *resty.Client
	// bare sends requests without a token to where those with one go.
	bare      *http.Client
	gate      Gate
	elsewhere Fetcher
	timeout   time.Duration
	now       func() time.Time
	lookups   *cache
	pairs     *pairs
}

// New makes a client; nothing is sent.
func New(s Settings) *Client {
	if s.Timeout == 0 {
		s.Timeout = DefaultTimeout
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	operations := map[string]catalogue.Operation{}
	for _, op := range catalogue.All() {
		operations[op.Name] = op
	}
	return &Client{
		connections: s.Connections,
		operations:  operations,
		rest:        newREST(chain(s)),
		bare:        unmoved(guarded(s.Connections.Hosts(), s.Transport)),
		gate:        s.Gate,
		elsewhere:   s.Elsewhere,
		timeout:     s.Timeout,
		now:         s.Now,
		lookups:     newCache(time.Now),
		pairs:       newPairs(),
	}
}

// newREST sets resty up to do what it is good at, encoding and reading. Its
// retries are off, because they repeat a POST after a dropped connection
// (resty issue 777), and so are redirects: nothing that Concur names is called.
func newREST(transport http.RoundTripper) *resty.Client {
	return resty.NewWithClient(unmoved(transport)).
		SetRetryCount(0).
		SetResponseBodyLimit(largestBody).
		SetLogger(silent{}).
		SetHeader("Accept", "application/json").
		SetHeader("User-Agent", "concur-mcp")
}

// unmoved is an HTTP client that follows no redirects.
func unmoved(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// silent keeps resty from writing URLs to stderr.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

// mostIdle is how many connections to a host are kept. All callers of a server ask the
// same one: with fewer than ask at a time, each request would begin with a handshake.
const mostIdle = 64

// NewTransport makes the transport to the real Concur: connections within 10 s,
// the first byte of an answer within the timeout.
func NewTransport(timeout time.Duration) *http.Transport {
	const patience = 10 * time.Second
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: patience, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   mostIdle,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   patience,
		ResponseHeaderTimeout: timeout,
	}
}

// As gives the session of a principal. Sessions are cheap; they share what the
// client knows of that principal.
func (c *Client) As(principal string) *Session { return &Session{client: c, principal: principal} }

// Now is the time in UTC by the clock of this machine, from which Concur's may differ.
func (s *Session) Now() time.Time { return s.client.now().UTC() }
