package signin

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	// heldPath asks whoever listens at a loopback address to keep listening for a
	// sign-in. A ticket's id is no secret; the answer is, and only who shares the store
	// can give it: a link is not to lead to another user's program on this machine.
	heldPath = "/concur-mcp/held/"
	// askPatience bounds a question to another process on this machine.
	askPatience = 3 * time.Second
	// headerPatience bounds how long a browser may take over the head of a request.
	headerPatience = 10 * time.Second
)

// loopback serves the pages at an address of this machine while a sign-in is open,
// for processes that otherwise listen nowhere. The address is fixed, because the
// redirect URI is registered in Concur, so that several processes of one person
// meet at it: whichever has it serves the sign-ins of all that share its store,
// and when it leaves another takes over.
type loopback struct {
	address string
	service *Service
	every   time.Duration

	mu       sync.Mutex
	base     string
	server   *http.Server
	listener net.Listener
	// open are the sign-ins to listen for; watching is true while there are any.
	open     map[string]struct{}
	watching bool
	closed   bool
}

func newLoopback(address string, service *Service) *loopback {
	return &loopback{
		address: address, service: service, every: lookEvery,
		base: "http://" + address, open: map[string]struct{}{},
	}
}

func (l *loopback) baseURL() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.base
}

// bind listens, if nobody does yet. It fails where the address is taken or is not one
// of this machine alone.
func (l *loopback) bind(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != nil {
		return nil
	}
	if l.closed {
		return http.ErrServerClosed
	}
	if !isLoopback(l.address) {
		return errors.New("not a loopback address")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", l.address)
	if err != nil {
		return err
	}
	host := l.address
	if _, port, err := net.SplitHostPort(l.address); err == nil && port == "0" {
		host = listener.Addr().String()
	}
	l.base = "http://" + host
	server := &http.Server{Handler: web.Hosts(l.handler(), host), ReadHeaderTimeout: headerPatience}
	l.server, l.listener = server, listener
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			l.service.Logger.Error("the pages of sign-ins are not served any more", "address", l.address, "error", err)
		}
	}()
	return nil
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// handler has what a sign-in needs, and nothing else of the service.
func (l *loopback) handler() http.Handler {
	service, mux := l.service.Handler(), http.NewServeMux()
	mux.Handle("/connect/", service)
	mux.Handle(CallbackPath, service)
	mux.HandleFunc("GET "+heldPath+"{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		v, err := l.service.read(r.Context(), id)
		if err != nil || v.over() || v.Application != l.service.Application {
			http.NotFound(w, r)
			return
		}
		l.keep(id)
		web.Protect(w.Header())
		_, _ = io.WriteString(w, v.Held) // nobody is left to be told
	})
	return mux
}

// hold sees to it that somebody listens until a sign-in is over: this process, or
// another at the same address that finds the sign-in in its store. It fails with
// ListenError.
func (l *loopback) hold(ctx context.Context, id, held string) error {
	l.keep(id) // first, so that the address is not left because nothing is open
	err := l.bind(ctx)
	if err != nil && !l.heldElsewhere(ctx, id, held) {
		l.drop(id)
		return &ListenError{Address: l.address, cause: err}
	}
	return nil
}

// heldElsewhere asks whoever has the address.
func (l *loopback) heldElsewhere(ctx context.Context, id, held string) bool {
	if !isLoopback(l.address) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.baseURL()+heldPath+id, http.NoBody)
	if err != nil {
		return false
	}
	// The transport has no proxy, and no redirect is followed: the question stays here.
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, int64(len(held))+1))
	return err == nil && response.StatusCode == http.StatusOK && web.Known(string(answer), web.Digest(held))
}
