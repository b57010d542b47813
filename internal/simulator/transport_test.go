package simulator

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// watchedBody notes that it was closed.
type watchedBody struct {
	io.Reader

	closed bool
}

func (b *watchedBody) Close() error { b.closed = true; return nil }

func TestTransportKeepsToTheContractOfRoundTrippers(t *testing.T) {
	t.Parallel()
	t.Run("the response is complete", func(t *testing.T) {
		t.Parallel()
		r := request(t, http.MethodGet, "/oauth2/v0/jwks", "")
		response, err := newSimulator(t, Options{}).Transport().RoundTrip(r)
		require.NoError(t, err)
		defer func() { assert.NoError(t, response.Body.Close()) }()
		assert.Equal(t, "200 OK", response.Status)
		assert.Same(t, r, response.Request)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		assert.Equal(t, response.ContentLength, int64(len(body)))
	})
	t.Run("the request's body is closed", func(t *testing.T) {
		t.Parallel()
		body := &watchedBody{Reader: strings.NewReader("grant_type=refresh_token")}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, InProcessURL+"/oauth2/v0/token", body)
		require.NoError(t, err)
		response, err := newSimulator(t, Options{}).Transport().RoundTrip(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.True(t, body.closed)
	})
	t.Run("a request whose context is over is not processed", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		response, err := s.Transport().RoundTrip(request(t, http.MethodGet, "/oauth2/v0/jwks", "").WithContext(ctx))
		if err == nil {
			require.NoError(t, response.Body.Close())
		}
		require.ErrorIs(t, err, context.Canceled)
		assert.Empty(t, s.Journal())
	})
	t.Run("a body is not read on after the context is over", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		response, err := newSimulator(t, Options{}).Transport().RoundTrip(request(t, http.MethodGet, "/oauth2/v0/jwks", "").WithContext(ctx))
		require.NoError(t, err)
		defer func() { assert.NoError(t, response.Body.Close()) }()
		cancel()
		_, err = io.ReadAll(response.Body)
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("any host is taken, and answered with its own address", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		r := request(t, http.MethodGet, "/api/v3.0/common/locations?limit=1", "",
			"Authorization", "Bearer "+access(t, s, traveller), "Accept", "application/json")
		r.URL.Host = "eu2.api.concursolutions.com"
		assert.Contains(t, roundTrip(t, s, r).body, `"NextPage":"https://eu2.api.concursolutions.com/api/v3.0/common/locations?limit=1&offset=`)
	})
}
