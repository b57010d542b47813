package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const uploadPath = "/api/image/v1.0/report/"

// aReport is the id of a report of the traveller without an image.
func aReport(t *testing.T, s *Simulator) string {
	t.Helper()
	owner := userID(t, s, traveller)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.state.reports {
		if r.ownerID == owner && r.imageID == "" {
			return r.id
		}
	}
	require.Fail(t, "the traveller has no report without an image")
	return ""
}

func hasImage(s *Simulator, reportID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.report(reportID).imageID != ""
}

func TestFaultsInPlaceOfTheOperation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault      Fault
		status     int
		retryAfter string
		says       string
	}{
		"too many requests":                {Fault{Kind: TooManyRequests}, 429, "", "Too many requests"},
		"too many requests, with a time":   {Fault{Kind: TooManyRequests, RetryAfter: "7"}, 429, "7", "Too many requests"},
		"server error":                     {Fault{Kind: ServerError}, 500, "", "Internal error"},
		"unavailable":                      {Fault{Kind: ServerError, Status: 503, RetryAfter: "300"}, 503, "300", "Internal error"},
		"a page for people":                {Fault{Kind: HTMLPage}, 503, "", "<html>"},
		"a page for people that claims OK": {Fault{Kind: HTMLPage, Status: 200}, 200, "", "<html>"},
		"token expired":                    {Fault{Kind: ExpireToken}, 403, "", "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			report, bearer := aReport(t, s), access(t, s, traveller)
			test.fault.Operation = "upload_report_image_v1"
			s.AddFault(test.fault)
			answer := send(t, s, http.MethodPost, uploadPath+report, bearer, aPDF, "Content-Type", "application/pdf")
			assert.Equal(t, test.status, answer.status)
			assert.Equal(t, test.retryAfter, answer.header.Get("Retry-After"))
			assert.Contains(t, answer.body, test.says)
			assert.False(t, hasImage(s, report))
			assert.Empty(t, s.Writes())
		})
	}
}

func TestFaultsOfTheAnswerComeAfterTheOperation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault Fault
		check func(*testing.T, received)
	}{
		"malformed": {Fault{Kind: Malformed}, func(t *testing.T, r received) {
			assert.Equal(t, http.StatusOK, r.status)
			assert.Contains(t, r.header.Get("Content-Type"), "json")
			assert.False(t, json.Valid([]byte(r.body)))
			assert.NotEmpty(t, r.body)
		}},
		"empty body": {Fault{Kind: EmptyBody}, func(t *testing.T, r received) {
			assert.Equal(t, http.StatusCreated, r.status)
			assert.Empty(t, r.body)
		}},
		"garbage": {Fault{Kind: Garbage, Bytes: 3000}, func(t *testing.T, r received) {
			assert.Equal(t, http.StatusOK, r.status)
			assert.Len(t, r.body, 3000)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			report, bearer := aReport(t, s), access(t, s, traveller)
			s.AddFault(test.fault)
			test.check(t, send(t, s, http.MethodPost, uploadPath+report, bearer, aPDF, "Content-Type", "application/pdf"))
			assert.True(t, hasImage(s, report))
			require.Len(t, s.Writes(), 1)
			assert.Equal(t, test.fault.Kind, s.Writes()[0].Fault)
		})
	}
}

func TestDroppedConnections(t *testing.T) {
	t.Parallel()
	for kind, done := range map[FaultKind]bool{ResetBefore: false, CommitThenDrop: true} {
		t.Run(string(kind)+" in the process", func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			report, bearer := aReport(t, s), access(t, s, traveller)
			s.AddFault(Fault{Kind: kind})
			r := request(t, http.MethodPost, uploadPath+report, aPDF, "Content-Type", "application/pdf", "Authorization", "Bearer "+bearer)
			response, err := s.Transport().RoundTrip(r)
			if err == nil {
				require.NoError(t, response.Body.Close())
			}
			var broken *net.OpError
			require.ErrorAs(t, err, &broken)
			assert.Equal(t, "read", broken.Op)
			require.ErrorIs(t, err, syscall.ECONNRESET)
			assert.Equal(t, done, hasImage(s, report))
			assert.Zero(t, s.Journal()[1].Status)
			assert.Equal(t, done, len(s.Writes()) == 1)
		})
		t.Run(string(kind)+" on a port", func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			server := httptest.NewServer(s)
			t.Cleanup(server.Close)
			report, bearer := aReport(t, s), access(t, s, traveller)
			s.AddFault(Fault{Kind: kind})
			r := request(t, http.MethodPost, uploadPath+report, aPDF, "Content-Type", "application/pdf", "Authorization", "Bearer "+bearer)
			r.URL.Scheme, r.URL.Host = "http", server.Listener.Addr().String()
			response, err := server.Client().Do(r)
			if err == nil {
				require.NoError(t, response.Body.Close())
			}
			require.Error(t, err)
			assert.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF), err)
			assert.Equal(t, done, hasImage(s, report))
		})
	}
}

func TestTruncatedBodies(t *testing.T) {
	t.Parallel()
	check := func(t *testing.T, response *http.Response, err error) {
		t.Helper()
		require.NoError(t, err)
		defer func() { assert.NoError(t, response.Body.Close()) }()
		assert.Equal(t, http.StatusOK, response.StatusCode)
		body, err := io.ReadAll(response.Body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.NotEmpty(t, body)
		assert.Less(t, int64(len(body)), response.ContentLength)
	}
	t.Run("in the process", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{Faults: []Fault{{Kind: Truncated}}})
		response, err := s.Transport().RoundTrip(request(t, http.MethodGet, "/oauth2/v0/jwks", ""))
		check(t, response, err) //nolint:bodyclose // check closes it.
	})
	t.Run("on a port", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(newSimulator(t, Options{Faults: []Fault{{Kind: Truncated}}}))
		t.Cleanup(server.Close)
		r := request(t, http.MethodGet, "/oauth2/v0/jwks", "")
		r.URL.Scheme, r.URL.Host = "http", server.Listener.Addr().String()
		response, err := server.Client().Do(r)
		check(t, response, err) //nolint:bodyclose // check closes it.
	})
}

func TestSlowAnswersEndWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSimulator(t, Options{})
		report, bearer := aReport(t, s), access(t, s, traveller)
		s.AddFault(Fault{Operation: "upload_report_image_v1", Kind: Slow, Delay: 90 * time.Second})
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
		assert.True(t, hasImage(s, report), "the operation is done all the same")
	})
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
	server := httptest.NewServer(newSimulator(t, Options{Faults: []Fault{{Kind: SlowBody, Delay: time.Millisecond}}}))
	t.Cleanup(server.Close)
	r := request(t, http.MethodGet, "/oauth2/v0/jwks", "")
	r.URL.Scheme, r.URL.Host = "http", server.Listener.Addr().String()
	response, err := server.Client().Do(r)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.True(t, json.Valid(body))
}

func TestFaultsHitTheCallsTheyName(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	statuses := func() (all []int) {
		for range 3 {
			all = append(all, get(t, s, "/oauth2/v0/jwks", "").status)
		}
		return all
	}
	s.AddFault(Fault{Operation: "oauth_token", Kind: ServerError})
	s.AddFault(Fault{Operation: "oauth_jwks", Nth: 2, Kind: ServerError, Status: 502})
	assert.Equal(t, []int{200, 502, 200}, statuses(), "the second, counted from when the fault was added")
	assert.Equal(t, []int{200, 200, 200}, statuses())
	s.AddFault(Fault{Nth: 1, Kind: TooManyRequests})
	s.AddFault(Fault{Nth: 2, Kind: ServerError, Status: 503})
	s.AddFault(Fault{Nth: 2, Kind: ServerError, Status: 504})
	assert.Equal(t, []int{429, 503, 200}, statuses(), "the first of several")
	s.AddFault(Fault{Kind: ServerError})
	assert.Equal(t, []int{500, 500, 500}, statuses(), "every call")
	s.ClearFaults()
	assert.Equal(t, []int{200, 200, 200}, statuses())
}

func TestExpiredTokenFaultIsOverAfterOneCall(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	s.AddFault(Fault{Operation: "profile_get_me", Nth: 1, Kind: ExpireToken})
	assert.Equal(t, http.StatusUnauthorized, get(t, s, "/profile/v1/me", bearer).status)
	assert.Equal(t, http.StatusOK, get(t, s, "/profile/v1/me", bearer).status)
}
