package signin

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

const patience = 20 * time.Second

// nowhere is a Concur that no test here comes to.
type nowhere struct{ Connections }

func (nowhere) AuthorizeURL(string, string, []string) string {
	return "https://concur.example.com/authorize"
}

// listening is a service that listens while a sign-in is open, and looks often.
func listening(t *testing.T, address string, store tokenstore.Store) *Service {
	t.Helper()
	s := New(Settings{Store: store, Connections: nowhere{}, Listen: address, Application: "client-7"})
	s.loopback.every = time.Millisecond
	t.Cleanup(func() { assert.NoError(t, s.Close(context.WithoutCancel(t.Context()))) })
	return s
}

// free is an address on which nobody listens yet, and which will not change.
func free(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// get asks without following redirects; status 0 is for nobody there.
func get(t *testing.T, address string, headers ...string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return 0, ""
	}
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(body)
}

// end finishes a sign-in the way a refusal does.
func end(t *testing.T, s *Service, link Link) {
	t.Helper()
	_, err := s.change(t.Context(), link.ID, func(i *signIn) error {
		i.Stage = failed
		return nil
	})
	require.NoError(t, err)
}

func TestALoopbackAddressIsServedWhileASignInIsOpen(t *testing.T) {
	t.Parallel()
	s := listening(t, "127.0.0.1:0", tokenstore.NewMemory())
	link, err := s.Start(t.Context(), "local", "this computer")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(link.URL, "http://127.0.0.1:"), link.URL)
	origin := originOf(link.URL)

	status, text := get(t, link.URL)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, text, "this computer")
	for address, want := range map[string]int{
		origin + "/": http.StatusNotFound, origin + "/appcenter": http.StatusNotFound, origin + "/mcp": http.StatusNotFound,
		origin + CallbackPath: http.StatusBadRequest, origin + heldPath + "x": http.StatusNotFound,
	} {
		status, _ := get(t, address)
		assert.Equal(t, want, status, address)
	}
	status, _ = get(t, link.URL, "Host", "evil.example")
	assert.Equal(t, http.StatusForbidden, status, "no page of somebody else gets here by a name of its own")
	status, _ = get(t, link.URL, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	assert.Equal(t, http.StatusForbidden, status)

	end(t, s, link)
	assert.Eventually(t, func() bool {
		status, _ := get(t, origin+"/")
		return status == 0
	}, patience, time.Millisecond, "nobody listens when nothing is open")

	link, err = s.Start(t.Context(), "local", "this computer")
	require.NoError(t, err)
	status, _ = get(t, link.URL)
	assert.Equal(t, http.StatusOK, status, "the next sign-in listens again")
}

func TestTwoProcessesShareTheAddressAndTheStore(t *testing.T) {
	t.Parallel()
	address, store := free(t), tokenstore.NewMemory()
	first, second := listening(t, address, store), listening(t, address, store)
	one, err := first.Start(t.Context(), "local", "first")
	require.NoError(t, err)
	two, err := second.Start(t.Context(), "local", "second")
	require.NoError(t, err)
	status, text := get(t, two.URL)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, text, "second", "the first process serves the link of the second")

	end(t, first, one)
	assert.Eventually(t, func() bool {
		first.loopback.mu.Lock()
		defer first.loopback.mu.Unlock()
		_, open := first.loopback.open[one.ID]
		return !open
	}, patience, time.Millisecond)
	status, _ = get(t, two.URL)
	assert.Equal(t, http.StatusOK, status, "it goes on for the second, though its own is over")
	require.NoError(t, first.Close(t.Context()))
	assert.Eventually(t, func() bool {
		status, _ := get(t, two.URL)
		return status == http.StatusOK
	}, patience, time.Millisecond, "when the first leaves, the second takes over")
}

func TestAnAddressThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	stranger, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: patience}
	go func() { _ = server.Serve(stranger) }()
	t.Cleanup(func() { _ = server.Close() })
	sly, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	agreeable := &http.Server{ReadHeaderTimeout: patience, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})}
	go func() { _ = agreeable.Serve(sly) }()
	t.Cleanup(func() { _ = agreeable.Close() })
	elsewhere := free(t)
	other := listening(t, elsewhere, tokenstore.NewMemory())
	_, err = other.Start(t.Context(), "local", "another store")
	require.NoError(t, err)
	for name, address := range map[string]string{
		"another program has it":                   stranger.Addr().String(),
		"a process with another store has it":      elsewhere,
		"a program that agrees to everything":      sly.Addr().String(),
		"it can be reached from outside":           "0.0.0.0:0",
		"it names a host that is not this machine": "example.com:8764",
		"it is no address":                         "127.0.0.1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := tokenstore.NewMemory()
			_, err := listening(t, address, store).Start(t.Context(), "local", "this computer")
			var problem *ListenError
			require.ErrorAs(t, err, &problem)
			assert.Contains(t, problem.NextStep(), "--callback-listen")
			assert.Contains(t, problem.Error(), address)
			assert.Equal(t, "nothing_changed", problem.WhatChanged())
		})
	}
}

func TestAnAnswerUnderWayOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	under, leave := make(chan struct{}), make(chan struct{})
	store := tokenstore.NewMemory()
	s := New(Settings{Store: store, Connections: slow{under: under, leave: leave}, Listen: "127.0.0.1:0"})
	link, err := s.Start(t.Context(), "local", "this computer")
	require.NoError(t, err)
	state, digest := stateFor(link.ID)
	_, err = s.change(t.Context(), link.ID, func(i *signIn) error {
		i.Stage, i.State, i.Browser = opened, digest, web.Digest("browser")
		return nil
	})
	require.NoError(t, err)
	closed := make(chan error)
	go func() {
		<-under
		go close(leave)
		closed <- s.Close(context.WithoutCancel(t.Context()))
	}()
	status, _ := get(t, originOf(link.URL)+CallbackPath+"?code=c&state="+state, "Cookie", cookieName+"=browser."+link.ID)
	assert.Equal(t, http.StatusOK, status)
	assert.NoError(t, <-closed)
}

// slow is a Concur that takes its time.
type slow struct {
	nowhere
	under, leave chan struct{}
}

func (s slow) ConnectCode(context.Context, string, auth.Code) (auth.Account, error) {
	close(s.under)
	<-s.leave
	return auth.Account{Kind: auth.User, Subject: "a1"}, nil
}
