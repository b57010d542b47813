package concur

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	base      = "https://us2.api.concursolutions.com"
	rita      = "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"
	tom       = "1e0b6d5c-90aa-4c1f-b0d3-5e6f70819203"
	companyID = "c0a80101-0000-4000-8000-000000000001"
	reportID  = ReportID("7A90C4E15B2D4F6883AC")
)

func TestRoutingPicksTheToken(t *testing.T) {
	t.Parallel()
	both := []auth.Kind{auth.User, auth.Company}
	cases := []struct {
		name      string
		have      []auth.Kind
		operation string
		about     UserID
		want      auth.Kind // empty: it is refused
	}{
		{"own things go over the own token", both, "get_report", "", auth.User},
		{"also when named", both, "get_report", rita, auth.User},
		{"somebody else's over the company's", both, "get_report", tom, auth.Company},
		{"without a company the own token is tried", []auth.Kind{auth.User}, "get_report", tom, auth.User},
		{"the company alone works when the person is named", []auth.Kind{auth.Company}, "get_report", tom, auth.Company},
		{"and not otherwise", []auth.Kind{auth.Company}, "get_report", "", ""},
		{"v3 takes user tokens only", both, "list_reports", "", auth.User},
		{"and says so", []auth.Kind{auth.Company}, "list_reports", "", ""},
		{"the short exception path takes company tokens only", []auth.Kind{auth.User}, "get_report_exceptions_company", "", ""},
		{"identity prefers the company", both, "identity_get_user", "", auth.Company},
		{"and falls back to an administrator's token", []auth.Kind{auth.User}, "identity_get_user", "", auth.User},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, c.have...)
			token, err := w.session.route(t.Context(), w.client.operations[c.operation], c.about)
			if c.want == "" {
				var missing *NoTokenError
				require.ErrorAs(t, err, &missing)
				assert.Equal(t, "nothing_changed", missing.WhatChanged())
				assert.NotEmpty(t, missing.NextStep())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, token.Kind)
		})
	}
}

func TestAMissingScopeIsNamedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.scope = "user.read EXPRPT"
	_, err := w.session.GetReport(t.Context(), Subject{}, reportID)
	var missing *NoTokenError
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, err.Error(), "expense.report.read or expense.report.readwrite")
	assert.Equal(t, 1, w.mock.GetTotalCallCount(), "the token request only")
}

func TestPathsAreFilledAndEscaped(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	var asked []string
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Method+" "+r.URL.EscapedPath())
		return httpmock.NewStringResponse(http.StatusOK, "{}"), nil
	})
	require.NoError(t, w.session.do(t.Context(), request{operation: "get_entry", path: map[string]string{"id": "gWid$sQm8$pZ"}}, &struct{}{}))
	require.NoError(t, w.session.do(t.Context(), request{operation: "get_entry", path: map[string]string{"id": "../x?y#z"}}, &struct{}{}))
	_, err := w.session.GetReport(t.Context(), Subject{Role: RoleManager}, reportID)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"GET /api/v3.0/expense/entries/gWid%24sQm8%24pZ",
		"GET /api/v3.0/expense/entries/..%2Fx%3Fy%23z",
		"GET /expensereports/v4/users/" + rita + "/context/MANAGER/reports/7A90C4E15B2D4F6883AC",
	}, asked)
}

func TestAnExpiredTokenIsRenewedOnceAndTheRequestSentAgain(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		body   string
		calls  int
	}{
		"401":                        {http.StatusUnauthorized, "", 2},
		"403 that speaks of a token": {http.StatusForbidden, `{"Error":{"Message":"Invalid or expired token"}}`, 2},
		"403 for another reason":     {http.StatusForbidden, `{"errorMessage":"user may not access the report"}`, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			var bearers, bodies []string
			w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				require.NoError(t, err)
				bearers, bodies = append(bearers, r.Header.Get("Authorization")), append(bodies, string(body))
				if len(bearers) == 1 {
					return httpmock.NewStringResponse(c.status, c.body), nil
				}
				return httpmock.NewStringResponse(http.StatusCreated, `{"uri":"`+base+`/reports/7A90C4E15B2D4F6883AC"}`), nil
			})
			report := NewReport{Name: "Lisbon <onsite>", PolicyID: "5C0E2B9D71A84F36B1D20E7F4A5588C1"}
			_, err := w.session.CreateReport(t.Context(), Subject{}, report, "key")
			require.Len(t, bearers, c.calls)
			if c.calls == 1 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.NotEqual(t, bearers[0], bearers[1])
			assert.Equal(t, bodies[0], bodies[1])
			assert.Contains(t, bodies[0], "Lisbon <onsite>")
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		require.Equal(t, "us2.api.concursolutions.com", r.URL.Host)
		response := httpmock.NewStringResponse(http.StatusMovedPermanently, "")
		response.Header.Set("Location", "https://evil.example/")
		return response, nil
	})
	_, err := w.session.GetReport(t.Context(), Subject{}, reportID)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, http.StatusMovedPermanently, e.Status)
}

func TestNothingLeavesForAForeignHost(t *testing.T) {
	t.Parallel()
	sent := false
	guard := guarded(auth.ConcurHosts(), roundTripper(func(*http.Request) (*http.Response, error) {
		sent = true
		return nil, errors.New("sent")
	}))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://evil.example/x", http.NoBody)
	require.NoError(t, err)
	_, err = guard.RoundTrip(r) //nolint:bodyclose // There is no response.
	var untrusted *auth.UntrustedHostError
	require.ErrorAs(t, err, &untrusted)
	assert.False(t, sent)
}

func TestUnreadableAnswersBecomeCleanErrors(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ body, message string }{
		"malformed":   {`{"reportId": `, "not the JSON"},
		"empty":       {"", "empty"},
		"HTML":        {"<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"},
		"wrong types": {`{"reportId": 7}`, "not the JSON"},
		"too large":   {`"` + strings.Repeat("x", largestBody+1) + `"`, "larger than 16 MB"},
		"garbage sum": {`{"reportTotal": {"value": 1E999999999, "currencyCode": "EUR"}}`, "not the JSON"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
				response := httpmock.NewStringResponse(http.StatusOK, c.body)
				response.Header.Set(correlationHeader, "5b9d8a10")
				return response, nil
			})
			_, err := w.session.GetReport(t.Context(), Subject{}, reportID)
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, Unreadable, e.Fault)
			assert.Contains(t, e.Error(), c.message)
			assert.Equal(t, "nothing_changed", e.WhatChanged(), "it was a read")
			assert.Equal(t, "5b9d8a10", e.Details()["correlation_id"])
		})
	}
}

func TestALostAnswerToAWriteMayHaveHappened(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewErrorResponder(io.ErrUnexpectedEOF))
	_, err := w.session.CreateReport(t.Context(), Subject{}, NewReport{Name: "x"}, "key")
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, Lost, e.Fault)
	assert.Equal(t, "unknown", e.WhatChanged())
	assert.Contains(t, e.NextStep(), "Do not repeat")
	assert.Equal(t, 2, w.mock.GetTotalCallCount(), "the token, and the one request")
}

func TestCancellingReachesTheRequest(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	ctx, cancel := context.WithCancel(t.Context())
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	_, err := w.session.GetReport(ctx, Subject{}, reportID)
	require.ErrorIs(t, err, context.Canceled)
	assert.Contains(t, err.Error(), "cancelled")
}

func TestTheLogHasNeitherSecretsNorIds(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWire(t, auth.User)
	w.client.rest = newREST(chain(Settings{
		Connections: w.client.connections, Transport: w.mock,
		Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}))
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, "{}"))
	err := w.session.do(t.Context(), request{operation: "list_reports", query: url.Values{"user": {"rita.alves@example.com"}}}, &struct{}{})
	require.NoError(t, err)
	_, err = w.session.GetReport(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	assert.Contains(t, log.String(), `"operation":"get_report"`)
	for _, secret := range []string{"access-", "refresh-", "Bearer", "rita.alves", string(reportID), rita, "app-secret"} {
		assert.NotContains(t, log.String(), secret)
	}
}

// wire is a client on a mocked transport.
type wire struct {
	client  *Client
	session *Session
	mock    *httpmock.MockTransport
	scope   string
	issued  int
}

func newWire(t *testing.T, kinds ...auth.Kind) *wire {
	t.Helper()
	w := &wire{mock: httpmock.NewMockTransport()}
	w.mock.RegisterResponder(http.MethodPost, base+"/oauth2/v0/token", w.token)
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: tokenstore.NewMemory(),
		Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: w.mock},
	})
	for _, kind := range kinds {
		require.NoError(t, connections.Import(t.Context(), "local", kind, auth.NewSecret("refresh-"+string(kind)), base))
	}
	w.client = New(Settings{Connections: connections, Transport: w.mock})
	w.session = w.client.As("local")
	return w
}

// token answers as the token endpoint does.
func (w *wire) token(r *http.Request) (*http.Response, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	subject, kind := rita, "user"
	if r.PostForm.Get("refresh_token") == "refresh-company" {
		subject, kind = companyID, "company"
	}
	w.issued++
	claims, _ := json.Marshal(map[string]any{"sub": subject, "concur.type": kind})
	return httpmock.NewJsonResponse(http.StatusOK, map[string]any{
		"access_token": fmt.Sprintf("e30.%s.access-%d", base64.RawURLEncoding.EncodeToString(claims), w.issued),
		"token_type":   "Bearer", "expires_in": 3600, "scope": w.scope,
		"geolocation": base, "refresh_token": r.PostForm.Get("refresh_token"),
	})
}

func TestEveryOperationHasARow(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, op := range catalogue.All() {
		assert.False(t, seen[op.Name], op.Name)
		seen[op.Name] = true
		assert.NotEmpty(t, op.Method, op.Name)
		assert.True(t, strings.HasPrefix(op.Path, "/"), op.Name)
		assert.NotEmpty(t, op.Tokens, op.Name)
		assert.NotEmpty(t, op.Safety, op.Name)
		assert.NotEmpty(t, op.Errors, op.Name)
		assert.NotEmpty(t, op.State, op.Name)
		if op.Method == http.MethodGet {
			assert.Equal(t, catalogue.Safe, op.Safety, op.Name)
		}
		assert.Equal(t, strings.Contains(op.Path, "{contextType}"), len(op.Contexts) > 0, op.Name)
	}
}
