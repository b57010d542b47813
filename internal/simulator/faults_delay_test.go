package simulator

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHeldAnswersEndWithTheContext(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault Fault
		done  bool
	}{
		"the operation is done all the same":         {Fault{Kind: Slow, Delay: 90 * time.Second}, true},
		"nothing is done, however long it is waited": {Fault{Kind: Stall}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSimulator(t, Options{})
				report, bearer := aReport(t, s), access(t, s, traveller)
				s.AddFault(test.fault)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				started := time.Now()
				r := request(t, http.MethodPost, uploadPath+report, aPDF, "Content-Type", "application/pdf", "Authorization", "Bearer "+bearer)
				response, err := s.Transport().RoundTrip(r.WithContext(ctx))
				if err == nil {
					require.NoError(t, response.Body.Close())
				}
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Minute, time.Since(started))
				assert.Equal(t, test.done, hasImage(s, report))
				assert.Equal(t, test.done, s.Journal()[1].Committed)
			})
		})
	}
}

func TestDelays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options        Options
		headers, whole time.Duration
	}{
		"latency":   {Options{Latency: 3 * time.Second}, 3 * time.Second, 3 * time.Second},
		"slow":      {Options{Faults: []Fault{{Kind: Slow, Delay: 5 * time.Second}}}, 5 * time.Second, 5 * time.Second},
		"slow body": {Options{Faults: []Fault{{Kind: SlowBody, Delay: 7 * time.Second}}}, 0, 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSimulator(t, test.options)
				started := time.Now()
				response, err := s.Transport().RoundTrip(request(t, http.MethodGet, "/oauth2/v0/jwks", ""))
				require.NoError(t, err)
				defer func() { assert.NoError(t, response.Body.Close()) }()
				assert.Equal(t, test.headers, time.Since(started))
				body, err := io.ReadAll(response.Body)
				require.NoError(t, err)
				require.LessOrEqual(t, len(body), pieceSize, "one piece")
				assert.True(t, json.Valid(body))
				assert.Equal(t, test.whole, time.Since(started))
			})
		})
	}
}

func TestSlowBodyOverAPortArrivesWhole(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Faults: []Fault{{Kind: SlowBody, Delay: time.Millisecond}}})
	r := request(t, http.MethodGet, "/oauth2/v0/jwks", "")
	response, err := wayTo(t, s, true, r).RoundTrip(r)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.True(t, json.Valid(body))
}
