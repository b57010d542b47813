package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// pace is the pause between two looks at something that another process does.
const pace = 5 * time.Millisecond

// probePatience is longer than a server looks for its store.
const probePatience = 10 * time.Second

// replica is a running server.
type replica struct {
	t       *testing.T
	command *exec.Cmd
	log     *bytes.Buffer
	address string
	url     string
	ended   chan error
}

func startReplica(t *testing.T, environment []string) *replica {
	t.Helper()
	r := &replica{t: t, address: unusedAddress(t), log: &bytes.Buffer{}, ended: make(chan error, 1)}
	r.url = "http://" + r.address
	// It ends by signals, and at the latest with the test.
	r.command = exec.CommandContext(context.WithoutCancel(t.Context()), "concur-mcp", "serve", "--listen", r.address)
	r.command.Env, r.command.Stderr = environment, r.log
	require.NoError(t, r.command.Start())
	go func() { r.ended <- r.command.Wait() }()
	t.Cleanup(func() {
		_ = r.command.Process.Kill() // It may have ended before.
		_ = r.wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", r.address, r.log)
		}
	})
	return r
}

func unusedAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// probe gives the status of a page; 0 if there is no answer.
func (r *replica) probe(page string) int {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+page, http.NoBody)
	require.NoError(r.t, err)
	response, err := (&http.Client{Timeout: probePatience}).Do(request)
	if err != nil {
		return 0
	}
	require.NoError(r.t, response.Body.Close())
	return response.StatusCode
}

// ready waits until the replica can reach its store.
func (r *replica) ready() {
	r.t.Helper()
	for r.probe("/readyz") != http.StatusOK {
		select {
		case err := <-r.ended:
			r.ended <- err
			require.FailNow(r.t, "the replica did not start", "%v", err)
		case <-time.After(pace):
		}
	}
}

// refusing waits until the replica lets nobody new in.
func (r *replica) refusing() {
	for {
		connection, err := (&net.Dialer{}).DialContext(r.t.Context(), "tcp", r.address)
		if err != nil {
			return
		}
		_ = connection.Close()
		time.Sleep(pace)
	}
}

func (r *replica) kill() { require.NoError(r.t, r.command.Process.Signal(syscall.SIGKILL)) }

func (r *replica) terminate() { require.NoError(r.t, r.command.Process.Signal(syscall.SIGTERM)) }

func (r *replica) wait() error {
	err := <-r.ended
	r.ended <- err
	return err
}

// turns is a proxy that sends each request to the next replica, and remembers who got
// which.
type turns struct {
	url string

	mu       sync.Mutex
	targets  []string
	next     int
	answered map[string]string // the replica that got a path last
}

func newTurns(t *testing.T) *turns {
	t.Helper()
	p := &turns{answered: map[string]string{}}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		FlushInterval: -1,
		// Clients leave when they have their answer.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: p.turn(r.In.URL.Path)})
			r.Out.Host = r.In.Host
		},
	})
	t.Cleanup(proxy.Close)
	p.url = proxy.URL
	return p
}

func (p *turns) turn(path string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	target := p.targets[p.next%len(p.targets)]
	p.answered[path] = target
	return target
}

func (p *turns) last(path string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.answered[path]
}

func (p *turns) add(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.targets = append(p.targets, address)
}

func (p *turns) remove(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.targets = slices.DeleteFunc(p.targets, func(target string) bool { return target == address })
}

// concurGate is a simulated Concur whose answers can be held back.
type concurGate struct {
	sim *simulator.Simulator
	url string

	mu   sync.Mutex
	hold map[string]func(next http.HandlerFunc) http.HandlerFunc // by path; each serves once
}

const (
	tokenPath = "/oauth2/v0/token"
	listPath  = "/api/v3.0/expense/reports"
)

func newConcurGate(t *testing.T, options simulator.Options) *concurGate {
	t.Helper()
	sim, err := simulator.New(options)
	require.NoError(t, err)
	g := &concurGate{sim: sim, hold: map[string]func(http.HandlerFunc) http.HandlerFunc{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		held := g.hold[r.URL.Path]
		delete(g.hold, r.URL.Path)
		g.mu.Unlock()
		if held == nil {
			sim.ServeHTTP(w, r)
			return
		}
		held(sim.ServeHTTP)(w, r)
	}))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// refreshes counts the refreshes that Concur has carried out, by its journal.
func (g *concurGate) refreshes() int {
	count := 0
	for _, entry := range g.sim.Journal() {
		if entry.Operation == "oauth_token" && entry.Status == http.StatusOK {
			count++
		}
	}
	return count
}

// holdToken keeps the next request for tokens from an answer until its sender is gone.
// answered says whether Concur acts on it.
func (g *concurGate) holdToken(answered bool) (arrived <-chan struct{}) {
	here := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hold[tokenPath] = func(next http.HandlerFunc) http.HandlerFunc {
		return func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body) // Only then net/http notices that the sender is gone.
			if answered && err == nil {
				again := r.Clone(r.Context())
				again.Body = io.NopCloser(bytes.NewReader(body))
				next(httptest.NewRecorder(), again)
			}
			close(here)
			<-r.Context().Done()
		}
	}
	return here
}

// holdCall keeps the next list of reports back until it is released.
func (g *concurGate) holdCall() (arrived <-chan struct{}, release func()) {
	here, released := make(chan struct{}), make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hold[listPath] = func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			close(here)
			<-released
			next(w, r)
		}
	}
	return here, func() { close(released) }
}

// newToken makes a caller's token with the program.
func newToken(t *testing.T, name, file string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "concur-mcp", "token", name, "--file", file)
	command.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := command.Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// callTool lists reports over HTTP as a client of the newest protocol, which needs no
// session.
func callTool(ctx context.Context, t *testing.T, endpoint, token string) (text string, failed bool) {
	t.Helper()
	result, err := tryCall(ctx, endpoint, token)
	require.NoError(t, err)
	return result.Content[0].(*mcp.TextContent).Text, result.IsError
}

func tryCall(ctx context.Context, endpoint, token string) (*mcp.CallToolResult, error) {
	transport := &mcp.StreamableClientTransport{
		Endpoint: endpoint, HTTPClient: &http.Client{Transport: bearing(token)}, MaxRetries: -1,
	}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, transport, nil)
	if err != nil {
		return nil, err
	}
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "list_reports", Arguments: map[string]any{}})
	return result, errors.Join(err, session.Close())
}

// person is somebody with a browser.
type person struct {
	t      *testing.T
	client *http.Client
}

func newPerson(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &person{t: t, client: &http.Client{Jar: jar}}
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// connect follows a link, continues to Concur, signs in there and comes back. It gives
// the last page.
func (p *person) connect(link, login string) string {
	p.t.Helper()
	_, page := p.get(link)
	field := tokenField.FindStringSubmatch(page)
	require.NotNil(p.t, field, page)
	concur, page := p.post(link, url.Values{"token": {field[1]}})
	require.Contains(p.t, page, "Sign in to", "continuing leads to Concur")
	_, page = p.post(concur, url.Values{"login": {login}, "decision": {"continue"}})
	return page
}

func (p *person) get(address string) (at, page string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(p.t, err)
	return p.do(request)
}

func (p *person) post(address string, form url.Values) (at, page string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(p.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.do(request)
}

func (p *person) do(request *http.Request) (at, page string) {
	p.t.Helper()
	response, err := p.client.Do(request)
	require.NoError(p.t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(p.t, errors.Join(err, response.Body.Close()))
	require.Equal(p.t, http.StatusOK, response.StatusCode, "%s: %s", request.URL.Path, body)
	return response.Request.URL.String(), string(body)
}
