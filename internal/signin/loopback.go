package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	// heldPath asks whoever listens at a loopback address to keep listening for a
	// sign-in. A ticket's id is no secret, and only who shares the store knows it.
	heldPath = "/concur-mcp/held/"
	// lookEvery is the pause between two looks at what is still open.
	lookEvery = time.Second
	// askPatience bounds a question to another process on this machine.
	askPatience = 3 * time.Second
	// shutPatience bounds how long an answer under way may take at the end.
	shutPatience = 10 * time.Second
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
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// hold sees to it that somebody listens until a sign-in is over: this process, or
// another at the same address that finds the sign-in in its store. It fails with
// ListenError.
func (l *loopback) hold(ctx context.Context, id string) error {
	err := l.bind(ctx)
	if err != nil && !l.heldElsewhere(ctx, id) {
		return &ListenError{Address: l.address, cause: err}
	}
	l.keep(id)
	return nil
}

// heldElsewhere asks whoever has the address.
func (l *loopback) heldElsewhere(ctx context.Context, id string) bool {
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
	return response.Body.Close() == nil && response.StatusCode == http.StatusNoContent
}

func (l *loopback) keep(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[id] = struct{}{}
	if !l.watching && !l.closed {
		l.watching = true
		go l.watch()
	}
}

// watch stops listening when nothing is open any more, and takes the address over
// when another process has left it.
func (l *loopback) watch() {
	ctx := context.Background()
	for range time.Tick(l.every) {
		l.forget(ctx)
		l.mu.Lock()
		idle := len(l.open) == 0 || l.closed
		var server *http.Server
		if idle {
			l.watching, server = false, l.leave()
		}
		l.mu.Unlock()
		if idle {
			_ = shut(ctx, server)
			return
		}
		_ = l.bind(ctx) // the other one is still there
	}
}

// forget drops what is over.
func (l *loopback) forget(ctx context.Context) {
	l.mu.Lock()
	ids := make([]string, 0, len(l.open))
	for id := range l.open {
		ids = append(ids, id)
	}
	l.mu.Unlock()
	for _, id := range ids {
		v, err := l.service.read(ctx, id)
		if gone(err) || err == nil && v.over() {
			l.mu.Lock()
			delete(l.open, id)
			l.mu.Unlock()
		}
	}
}

// close lets answers that are under way finish.
func (l *loopback) close(ctx context.Context) error {
	l.mu.Lock()
	l.closed = true
	server := l.leave()
	l.mu.Unlock()
	return shut(ctx, server)
}

// leave frees the address at once, so that it can be bound again, and gives the
// server that may still have answers under way. The lock is held.
func (l *loopback) leave() *http.Server {
	server := l.server
	if server != nil {
		_ = l.listener.Close()
	}
	l.server, l.listener = nil, nil
	return server
}

func shut(ctx context.Context, server *http.Server) error {
	if server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, shutPatience)
	defer cancel()
	return server.Shutdown(ctx)
}
