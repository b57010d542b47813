package testkit

import (
	"net/http"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/redact"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

type settings struct {
	login       string
	withoutUser bool
	company     bool
	simulator   simulator.Options
	folders     []string
	era         string
	through     func(http.RoundTripper) http.RoundTripper
	fetch       concur.Fetcher
	handed      images.Handover
	rate        float64
	redact      redact.Redactor
	policy      approve.Policy
	limits      limits.Rules
	store       tokenstore.Store
	only        []string
	base        string
	transport   http.RoundTripper
}

// Option changes how a kit is set up.
type Option func(*settings)

// As makes the session that of another person than Rita.
func As(login string) Option { return func(s *settings) { s.login = login } }

// WithCompany adds the company connection to the person's.
func WithCompany() Option { return func(s *settings) { s.company = true } }

// CompanyOnly leaves just the company connection.
func CompanyOnly() Option {
	return func(s *settings) { s.company, s.withoutUser = true, true }
}

// WithSimulator sets the simulator's options.
func WithSimulator(o simulator.Options) Option { return func(s *settings) { s.simulator = o } }

// On makes the clock of client and simulator stand still at a moment.
func On(moment time.Time) Option {
	return func(s *settings) { s.simulator.Now = func() time.Time { return moment } }
}

// WithFolder lets receipts come from a folder.
func WithFolder(path string) Option {
	return func(s *settings) { s.folders = append(s.folders, path) }
}

// Through puts something between the client and the simulator.
func Through(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) { s.through = wrap }
}

// RoundTripper is a function that Through puts in between.
type RoundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f RoundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Fetching lets receipts come from addresses, and images from other hosts, by way of
// a fetcher.
func Fetching(fetch concur.Fetcher) Option { return func(s *settings) { s.fetch = fetch } }

// Handed lets receipts come from people, by way of a desk.
func Handed(desk images.Handover) Option { return func(s *settings) { s.handed = desk } }

// Unhurried keeps the client to the rate at which it asks Concur. Otherwise tests do
// not wait.
func Unhurried() Option { return func(s *settings) { s.rate = concur.DefaultRate } }

// Redacted masks what is personal in results.
func Redacted() Option { return func(s *settings) { s.redact = redact.On } }

// Era sets the protocol version that the client speaks; Modern if not given.
func Era(version string) Option { return func(s *settings) { s.era = version } }

// Under sets what is asked about; nothing is without it.
func Under(policy approve.Policy) Option { return func(s *settings) { s.policy = policy } }

// Limited sets the operator's rules.
func Limited(rules limits.Rules) Option { return func(s *settings) { s.limits = rules } }

// Keeping keeps connections, the journal and what may not happen twice in a store, which
// may be that of another kit.
func Keeping(store tokenstore.Store) Option { return func(s *settings) { s.store = store } }

// Only makes the server offer no other tools than these. A test that sets up hundreds of
// kits saves most of its time by it.
func Only(names ...string) Option { return func(s *settings) { s.only = names } }

// offered are the tools that the server offers.
func (s settings) offered(all []tools.Tool) []tools.Tool {
	if s.only == nil {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(t tools.Tool) bool { return !slices.Contains(s.only, t.Name) })
}

// At has Concur be another simulator, at a base address, reached by a transport. The kit
// has none of its own then.
func At(base string, transport http.RoundTripper) Option {
	return func(s *settings) { s.base, s.transport = base, transport }
}
