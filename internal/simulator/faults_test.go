package simulator

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

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
		fault     Fault
		status    int
		mediaType string
		length    int
	}{
		"JSON that breaks off": {Fault{Kind: Malformed}, http.StatusOK, "application/json", 19},
		"nothing":              {Fault{Kind: EmptyBody}, http.StatusCreated, "", 0},
		"garbage":              {Fault{Kind: Garbage, Bytes: 3000}, http.StatusOK, "application/json", 3000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			report, bearer := aReport(t, s), access(t, s, traveller)
			s.AddFault(test.fault)
			answer := send(t, s, http.MethodPost, uploadPath+report, bearer, aPDF, "Content-Type", "application/pdf")
			assert.Equal(t, test.status, answer.status)
			assert.Equal(t, test.mediaType, answer.header.Get("Content-Type"))
			assert.Len(t, answer.body, test.length)
			assert.False(t, json.Valid([]byte(answer.body)))
			assert.True(t, hasImage(s, report))
			require.Len(t, s.Writes(), 1)
			assert.Equal(t, test.fault.Kind, s.Writes()[0].Fault)
			assert.True(t, s.Writes()[0].Committed)
		})
	}
}

// wayTo gives the transport that takes a request to the simulator: its own, or that
// of a client of a port, for which the request is given the address.
func wayTo(t *testing.T, s *Simulator, onPort bool, r *http.Request) http.RoundTripper {
	t.Helper()
	if !onPort {
		return s.Transport()
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	r.URL.Scheme, r.URL.Host = "http", server.Listener.Addr().String()
	return server.Client().Transport
}

func TestDroppedConnections(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind         FaultKind
		onPort, done bool
	}{
		"before the operation, in the process": {ResetBefore, false, false},
		"before the operation, on a port":      {ResetBefore, true, false},
		"after the operation, in the process":  {CommitThenDrop, false, true},
		"after the operation, on a port":       {CommitThenDrop, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			report, bearer := aReport(t, s), access(t, s, traveller)
			s.AddFault(Fault{Kind: test.kind})
			r := request(t, http.MethodPost, uploadPath+report, aPDF, "Content-Type", "application/pdf", "Authorization", "Bearer "+bearer)
			response, err := wayTo(t, s, test.onPort, r).RoundTrip(r)
			if err == nil {
				require.NoError(t, response.Body.Close())
			}
			require.Error(t, err)
			if !test.onPort { // On a port the client may see the end of the connection before the reset.
				var broken *net.OpError
				require.ErrorAs(t, err, &broken)
				assert.Equal(t, "read", broken.Op)
				require.ErrorIs(t, err, syscall.ECONNRESET)
			}
			assert.Equal(t, test.done, hasImage(s, report))
			assert.Zero(t, s.Journal()[1].Status)
			assert.Equal(t, test.done, len(s.Writes()) == 1)
			assert.Equal(t, test.done, s.Journal()[1].Committed)
		})
	}
}

func TestTruncatedBodies(t *testing.T) {
	t.Parallel()
	for name, onPort := range map[string]bool{"in the process": false, "on a port": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{Faults: []Fault{{Kind: Truncated}}})
			r := request(t, http.MethodGet, "/oauth2/v0/jwks", "")
			response, err := wayTo(t, s, onPort, r).RoundTrip(r)
			require.NoError(t, err)
			defer func() { assert.NoError(t, response.Body.Close()) }()
			assert.Equal(t, http.StatusOK, response.StatusCode)
			body, err := io.ReadAll(response.Body)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.NotEmpty(t, body)
			assert.Less(t, int64(len(body)), response.ContentLength)
		})
	}
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
	s.AddFault(Fault{After: "oauth_jwks", Nth: 2, Kind: ServerError})
	assert.Equal(t, []int{200, 200, 500}, statuses(), "the second of those that come after the first")
	s.AddFault(Fault{After: "create_report", Kind: ServerError})
	assert.Equal(t, []int{200, 200, 200}, statuses(), "what they come after has not come")
}

func TestExpiredTokenFaultIsOverAfterOneCall(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	s.AddFault(Fault{Operation: "profile_get_me", Nth: 1, Kind: ExpireToken})
	assert.Equal(t, http.StatusUnauthorized, get(t, s, "/profile/v1/me", bearer).status)
	assert.Equal(t, http.StatusOK, get(t, s, "/profile/v1/me", bearer).status)
}

func TestARefusedRefreshLeavesTheConnectionAsItWas(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Faults: []Fault{{Operation: "oauth_token", Nth: 1, Kind: RefuseRefresh}}})
	requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 403, 108, "invalid_grant")
	assert.NotEmpty(t, access(t, s, traveller))
}

func TestAnAnswerOfTheWrongTypeIsWhole(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Faults: []Fault{{Operation: "oauth_jwks", Kind: WrongType}}})
	answer := get(t, s, "/oauth2/v0/jwks", "")
	assert.Equal(t, http.StatusOK, answer.status)
	assert.Equal(t, "text/plain; charset=utf-8", answer.header.Get("Content-Type"))
	assert.True(t, json.Valid([]byte(answer.body)))
}
