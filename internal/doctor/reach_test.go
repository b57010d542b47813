package doctor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/doctor"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// plain is a client without a proxy; each look has a timeout of its own.
func plain() *http.Client { return &http.Client{Transport: &http.Transport{}} }

// datacentre answers with a status at a time, and gives its address.
func datacentre(t *testing.T, status int, at time.Time) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/oauth2/v0/jwks", r.URL.Path)
		w.Header().Set("Date", at.Format(http.TimeFormat))
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	require.NoError(t, err)
	return base
}

func TestTheClockIsComparedWithConcurs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		theirs  time.Time
		verdict doctor.Verdict
		found   string
	}{
		{"the same second", noon(), doctor.Fine, "agrees"},
		{"some seconds of travel", noon().Add(-20 * time.Second), doctor.Fine, "agrees"},
		{"a minute ahead", noon().Add(-time.Minute), doctor.Warning, "1m0s ahead of"},
		{"ten minutes behind", noon().Add(10 * time.Minute), doctor.Wrong, "10m0s behind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			findings := doctor.Reach(t.Context(), plain(), datacentre(t, http.StatusOK, c.theirs), noon)
			require.Len(t, findings, 2)
			assert.Equal(t, doctor.Fine, findings[0].Verdict)
			assert.Equal(t, c.verdict, findings[1].Verdict)
			assert.Contains(t, findings[1].Found, c.found)
		})
	}
}

func TestWhatDoesNotAnswerAsConcurIsReported(t *testing.T) {
	t.Parallel()
	wrong := doctor.Reach(t.Context(), plain(), datacentre(t, http.StatusNotFound, noon()), noon)
	require.Len(t, wrong, 1)
	assert.Equal(t, doctor.Wrong, wrong[0].Verdict)
	assert.Contains(t, wrong[0].Found, "status 404")
	assert.NotEmpty(t, wrong[0].Mend)
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("http://elsewhere.example/", http.StatusFound))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	require.NoError(t, err)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	findings := doctor.Reach(t.Context(), client, base, noon)
	require.Len(t, findings, 1)
	assert.Contains(t, findings[0].Found, "status 302")
}

func TestWhyThereIsNoAnswerIsSaidInWords(t *testing.T) {
	t.Parallel()
	gone := datacentre(t, http.StatusOK, noon())
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secret, err := url.Parse("http://user:hidden@" + closed.Listener.Addr().String())
	require.NoError(t, err)
	behind := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(secret)}}
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(tls.Close)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	t.Cleanup(cancel)
	for _, c := range []struct {
		name   string
		ctx    context.Context
		client *http.Client
		base   string
		found  string
	}{
		{"nobody listens", t.Context(), plain(), closed.URL, "cannot be reached"},
		{"the proxy is not there", t.Context(), behind, "https://us2.api.concursolutions.com", "behind a proxy that is not there"},
		{"the certificate is somebody's own", t.Context(), plain(), tls.URL, "not trusted"},
		{"no answer in time", late, plain(), silent.URL, "does not answer in time"},
		{"http where https should be", t.Context(), plain(), "https://" + gone.Host, "breaks off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			base, err := url.Parse(c.base)
			require.NoError(t, err)
			findings := doctor.Reach(c.ctx, c.client, base, noon)
			require.Len(t, findings, 1)
			assert.Equal(t, doctor.Wrong, findings[0].Verdict)
			assert.Contains(t, findings[0].Found, c.found)
			assert.NotEmpty(t, findings[0].Mend)
			assert.NotContains(t, findings[0].Found+findings[0].Mend, "hidden")
		})
	}
}
