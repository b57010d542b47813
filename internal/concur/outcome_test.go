package concur

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestAnAnswerThatProvesNothingIsNoSuccessOfAWrite(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status        int
		body, message string
	}{
		"a sign-in page":              {http.StatusOK, "<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"},
		"a text of a gateway":         {http.StatusOK, "Down for maintenance", "not the JSON"},
		"an error with status 200":    {http.StatusOK, `{"errorMessage":"The workflow is busy"}`, "The workflow is busy"},
		"a page that is elsewhere":    {http.StatusSeeOther, "", "sent the request elsewhere"},
		"a proxy with its own answer": {http.StatusFound, "", "sent the request elsewhere"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(httpmock.NewStringResponder(c.status, c.body))
			err := w.session.SubmitReport(t.Context(), Subject{}, reportID)
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Contains(t, e.Error(), c.message)
			assert.Equal(t, "unknown", e.WhatChanged())
			assert.Equal(t, 2, w.mock.GetTotalCallCount(), "the token, and the one request")
		})
	}
}

func TestAWriteWithoutAnAnswerToReadSucceeds(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"empty": "", "white space": "\r\n", "null": "null", "an object": `{"uri":"x"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, body))
			assert.NoError(t, w.session.SubmitReport(t.Context(), Subject{}, reportID))
		})
	}
}

func TestGivingUpBeforeThereIsATokenChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	busy := make(chan struct{})
	t.Cleanup(func() { close(busy) })
	w.mock.RegisterResponder(http.MethodPost, base+"/oauth2/v0/token", func(r *http.Request) (*http.Response, error) {
		<-busy
		return w.token(r)
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := w.session.SubmitReport(ctx, Subject{}, reportID)
	require.ErrorIs(t, err, context.Canceled)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, NotSent, e.Fault)
	assert.Equal(t, "nothing_changed", e.WhatChanged())
}

func TestARefusalThatQuotesTheTokenDoesNotPassItOn(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		return httpmock.NewStringResponse(http.StatusForbidden, `{"errorMessage":"expired token `+bearer+`","errorId":"`+bearer+`"}`), nil
	})
	_, err := w.session.GetReport(t.Context(), Subject{}, reportID)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "expired token [redacted]", e.Message)
	assert.Equal(t, "“[redacted]”", e.Details()["concur_error_id"])
	assert.Equal(t, 2, w.issued, "it was renewed once, and the second one is hidden too")
	assert.False(t, IsForbidden(err), "it says nothing about what the person may do")
	assert.Contains(t, e.NextStep(), "Sign in")
}

func TestAWriteWithoutABodyIsNotSentInChunks(t *testing.T) {
	t.Parallel()
	var lengths []string
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		lengths = append(lengths, fmt.Sprint(r.ContentLength, r.TransferEncoding))
		answer.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = "http", server.Listener.Addr().String()
		return http.DefaultTransport.RoundTrip(r)
	})
	require.NoError(t, w.session.SubmitReport(t.Context(), Subject{}, reportID))
	assert.Equal(t, []string{"0 []"}, lengths)
}
