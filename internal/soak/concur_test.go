package soak_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

const (
	// faulty is the part of the requests that something goes wrong with.
	faulty = 0.05
	// patience is how long the program waits for Concur.
	patience = 8 * time.Second
)

// trouble is what goes wrong with a request.
type trouble string

const (
	resetBefore trouble = "reset before"
	doneDropped trouble = "done, then dropped"
	tooMany     trouble = "429"
	broken      trouble = "500"
	away        trouble = "503"
	slow        trouble = "slow"
	malformed   trouble = "malformed"
	truncated   trouble = "truncated"
	expired     trouble = "expired token"
	// late is done by Concur after the program has given up.
	late trouble = "done too late"
)

// troubles are those that come, the more often the more often they are named. A late one
// holds a caller up for long, and is rare.
func troubles() []trouble {
	all := []trouble{late}
	for range 3 {
		all = append(all, resetBefore, doneDropped, tooMany, broken, away, slow, malformed, truncated, expired)
	}
	return all
}

// unsteady is a simulated Concur of which some requests go wrong.
type unsteady struct {
	sim    *simulator.Simulator
	url    string
	server *httptest.Server

	steady atomic.Bool
	busy   sync.WaitGroup

	mu       sync.Mutex
	chance   *rand.Rand
	requests int
	hit      map[trouble]int
}

func newUnsteady(t *testing.T) *unsteady {
	t.Helper()
	sim, err := simulator.New(simulator.Options{AccessTokenLife: 2 * time.Minute})
	require.NoError(t, err)
	u := &unsteady{sim: sim, chance: rand.New(rand.NewPCG(*seed, 0)), hit: map[trouble]int{}}
	server := httptest.NewServer(u)
	t.Cleanup(server.Close)
	u.url, u.server = server.URL, server
	return u
}

// rest closes the connections that nobody uses.
func (u *unsteady) rest() { u.server.CloseClientConnections() }

// settle lets nothing go wrong any more, and waits for what Concur is still doing.
func (u *unsteady) settle() {
	u.steady.Store(true)
	u.busy.Wait()
}

// roll decides what happens to a request; empty is nothing.
func (u *unsteady) roll() trouble {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.requests++
	if u.steady.Load() || u.chance.Float64() >= faulty {
		return ""
	}
	all := troubles()
	hit := all[u.chance.IntN(len(all))]
	u.hit[hit]++
	return hit
}

// ServeHTTP implements http.Handler.
func (u *unsteady) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.busy.Add(1)
	defer u.busy.Done()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		drop(w)
		return
	}
	// What has arrived is done, whether or not the one who sent it waits.
	r = r.Clone(context.WithoutCancel(r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))
	what := u.roll()
	switch what {
	case resetBefore:
		drop(w)
	case tooMany, broken, away:
		w.WriteHeader(map[trouble]int{tooMany: 429, broken: 500, away: 503}[what])
	case slow:
		time.Sleep(time.Second)
		u.sim.ServeHTTP(w, r)
	case expired:
		if !strings.HasPrefix(r.URL.Path, "/oauth2/") {
			r.Header.Set("Authorization", "Bearer ended")
		}
		u.sim.ServeHTTP(w, r)
	case late, doneDropped, malformed, truncated:
		u.spoil(w, r, what)
	default:
		u.sim.ServeHTTP(w, r)
	}
}

// spoil has it done, and its answer spoiled.
func (u *unsteady) spoil(w http.ResponseWriter, r *http.Request, what trouble) {
	if what == late {
		time.Sleep(patience + time.Second)
	}
	answer := httptest.NewRecorder()
	u.sim.ServeHTTP(answer, r)
	text := answer.Body.Bytes()
	maps.Copy(w.Header(), answer.Header())
	switch {
	case what == malformed && len(text) > 1:
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(text[:len(text)/2]) // Whoever is gone misses it.
	case what == truncated && len(text) > 1:
		w.WriteHeader(answer.Code)
		_, _ = w.Write(text[:len(text)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // The way to break an answer off in the middle.
	default:
		drop(w)
	}
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
