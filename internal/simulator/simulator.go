package simulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	// bodyLimit in bytes. It is above every limit of the simulated APIs, so that
	// what is too large is refused by the operation and not by the reader.
	bodyLimit = 64 << 20

	correlationHeader = "Concur-Correlationid"
	// markHeader tells an answer of the simulator from one of Concur.
	markHeader = "X-Concur-Simulator"
)

// Simulator is a simulated Concur: an http.Handler for use on a port, with a
// Transport for use without one. It is safe for parallel requests, which it
// answers one after the other.
type Simulator struct {
	options Options
	routes  routes
	answers map[string]handler

	mu    sync.Mutex
	state *state
	ids   *idSource
	// traces makes the ids of requests, errors and tokens. It is apart from ids, so
	// that what is made in the company has the same ids however often people sign in
	// and err.
	traces *idSource
	// secrets makes tokens and codes. They differ from run to run, so that one that was
	// kept from an earlier simulator is not somebody else's in the next.
	secrets     *idSource
	keys        keyRing
	connections map[string]*connection // by refresh token
	retired     map[string]*connection // by refresh token that was rotated away; for PunishReuse
	homes       map[string]string      // base address of the data centre, by UUID of who moved there
	signIns     signIns
	faults      []*plannedFault
	journal     journal
	// serial counts the access tokens issued; those up to expired are refused.
	serial, expired uint64
}

// New returns a simulator with the sample company in it.
func New(options Options) (*Simulator, error) {
	s := &Simulator{options: options.withDefaults(), routes: routesOf(catalogue.All()), secrets: newSecretSource()}
	s.answers = s.handlers()
	if err := s.Reset(); err != nil {
		return nil, err
	}
	return s, nil
}

// Answers reports whether the simulator knows what to say to an operation.
func (s *Simulator) Answers(operation string) bool { return s.answers[operation] != nil }

// Reset puts the simulator back to where New left it: the sample company, its
// connections, the faults of the options, an empty outbox and an empty journal.
// What people were given to sign in with is forgotten. Access tokens that were
// issued before stay good, and so do the keys that signed them.
func (s *Simulator) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reset()
}

func (s *Simulator) reset() error {
	ids := newIDSource(s.options.Seed)
	seeded, err := loadSeed(s.options.Now(), ids)
	if err != nil {
		return fmt.Errorf("load the sample company: %w", err)
	}
	seeded.library.processing = s.options.ReceiptTime
	seeded.hasQuickExpensesV3 = s.options.QuickExpensesV3
	s.state, s.ids, s.traces = seeded, ids, newIDSource(^s.options.Seed)
	s.homes, s.retired, s.signIns = map[string]string{}, map[string]*connection{}, newSignIns()
	s.connections = s.wellKnownConnections()
	s.faults = planned(s.options.Faults)
	s.journal.clear()
	return nil
}

// answer is what goes back for a request: a printed reply, with what a fault
// makes of its delivery.
type answer struct {
	status int
	header http.Header
	body   []byte
	fault  Fault
}

// exchange answers a request. Its error is the broken connection that the caller
// gets to see in place of an answer, or the end of the caller's context.
func (s *Simulator) exchange(r *http.Request) (answer, error) {
	body, err := readBody(r)
	if err != nil {
		return answer{}, err
	}
	if err := pause(r.Context(), s.options.Latency); err != nil {
		return answer{}, err
	}
	a := s.process(r, body)
	if err := a.fault.unanswered(r.Context()); err != nil {
		return answer{}, err
	}
	return a, nil
}

// process takes a request through routing, the fault plan, the checks of the
// token and the path, and the handler. Everything that touches the state happens
// in here, printing included, because replies refer to it.
func (s *Simulator) process(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newCall(r, body)
	header := http.Header{}
	header.Set(correlationHeader, correlationOf(r, s.traces))
	header.Set(markHeader, "true")

	if page, found := s.ownPage(r, c); found {
		return printed(page, header)
	}
	entry := newEntry(r, c)
	a := printed(s.settle(r.Method, c, &entry), header)
	if c.op.State == catalogue.Deprecated {
		warn(a.header, c.now)
	}
	if entry.Fault != "" {
		a = s.spoil(a, entry.fault)
	}
	if len(a.body) > 0 {
		a.header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	s.journal.add(entry, a)
	return a
}

// settle decides the reply to a call and notes in the journal entry how far the
// call came.
func (s *Simulator) settle(method string, c *call, entry *Entry) reply {
	if refusal, refused := s.route(method, c); refused {
		return refusal
	}
	entry.describe(c)
	entry.fault = s.nextFault(c.op.Name)
	entry.Fault = entry.fault.Kind
	if instead, replaced := entry.fault.instead(c); replaced {
		return instead
	}
	refusal, refused := s.admit(c)
	entry.Token, entry.Subject = c.token.kind, c.token.subject
	if refused {
		return refusal
	}
	done := inAcceptedForm(c, s.answers[c.op.Name](s.state, c))
	entry.Handled = true
	entry.Committed = entry.safety != catalogue.Safe && done.status < http.StatusMultipleChoices
	return done
}

// warn marks the answer of a deprecated operation, as Concur does since 2026. What the
// headers say is not documented: the end is a year away and never comes (inferred).
func warn(header http.Header, now time.Time) {
	header.Set("X-Api-Warn", "This API is deprecated.")
	header.Set("Sunset", now.UTC().AddDate(1, 0, 0).Format(http.TimeFormat))
}

func (s *Simulator) newCall(r *http.Request, body []byte) *call {
	return &call{
		uri: r.URL.EscapedPath(), query: r.URL.Query(), header: r.Header, body: body,
		now: s.options.Now(), base: baseOf(r), ids: s.ids, traces: s.traces,
	}
}

// baseOf is the scheme and host that the caller used. Answers carry addresses
// below it, and it is the geolocation of tokens.
func baseOf(r *http.Request) string {
	if r.URL.IsAbs() {
		return r.URL.Scheme + "://" + r.URL.Host
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// correlationOf echoes the caller's correlation id or makes one up (Expense
// Reports v4 > headers).
func correlationOf(r *http.Request, ids *idSource) string {
	if id := r.Header.Get(correlationHeader); id != "" {
		return id
	}
	return ids.uuid()
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	// A picture has many MB, which would be copied over and over as the memory grows.
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), bodyLimit)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(r.Body, bodyLimit)); err != nil {
		return nil, fmt.Errorf("read the request body: %w", err)
	}
	return body.Bytes(), nil
}
