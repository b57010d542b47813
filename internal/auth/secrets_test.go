package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// confidential is what the requests of this file send, and no error may show.
func confidential() []string {
	return []string{"app-secret", "c0de-5f0c", "0tp-dd3z", "request-at9p", "refresh-1", "access-1", "user:pw"}
}

// TestNoFailureQuotesWhatWasSentInConfidence plays an endpoint that quotes it all, or
// breaks off, and looks at the errors, the events and the log.
func TestNoFailureQuotesWhatWasSentInConfidence(t *testing.T) {
	t.Parallel()
	for name, concur := range map[string]http.RoundTripper{
		"it quotes":       roundTripper(quote),
		"it is no answer": &tokenEndpoint{status: http.StatusOK, body: "app-secret c0de-5f0c 0tp-dd3z request-at9p refresh-1 access-1"},
		"it breaks off":   &tokenEndpoint{broken: errors.New("app-secret c0de-5f0c 0tp-dd3z request-at9p refresh-1 to https://user:pw@proxy")},
		"it lies":         &tokenEndpoint{idToken: "access-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			store := tokenstore.NewMemory()
			stored(t, store, tokenstore.Record{
				Key: mine, RefreshToken: "refresh-1", Geolocation: homeBase, RefreshExpires: newClock().read().Add(day),
			})
			var events []auth.Event
			connections := auth.NewConnections(auth.Settings{
				App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: store,
				Client: &http.Client{Transport: concur}, Now: newClock().read,
				Logger: slog.New(slog.NewTextHandler(&log, nil)), Observe: func(e auth.Event) { events = append(events, e) },
			})
			for _, err := range failures(t.Context(), connections) {
				if err == nil {
					continue
				}
				text := fmt.Sprintf("%v %+v", err, err)
				if problem, ok := err.(interface {
					NextStep() string
					Details() map[string]string
				}); ok {
					text += problem.NextStep() + fmt.Sprint(problem.Details())
				}
				for _, secret := range confidential() {
					assert.NotContains(t, text, secret)
				}
			}
			auth.KeepOnce(t.Context(), connections)
			require.NotEmpty(t, events)
			for _, secret := range confidential() {
				assert.NotContains(t, log.String()+fmt.Sprint(events), secret)
			}
		})
	}
}

// quote refuses a request with what stands in it.
func quote(r *http.Request) (*http.Response, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	said, err := json.Marshal(map[string]any{"code": 5, "error_description": fmt.Sprint("not together: ", form)})
	return answer(http.StatusBadRequest, string(said)), err
}

func failures(ctx context.Context, c *auth.Connections) []error {
	_, byCode := c.ConnectCode(ctx, "a", auth.Code{Code: "c0de-5f0c", RedirectURI: documentedCallback})
	_, byOTP := c.ConnectOTP(ctx, "b", auth.OTP{Email: "x"}, auth.NewSecret("0tp-dd3z"))
	_, byRequestToken := c.ConnectRequestToken(ctx, "c", auth.Company, companyID, auth.NewSecret("request-at9p"))
	_, byRefresh := c.Token(ctx, me, auth.User)
	_, byApp := c.AppToken(ctx)
	return []error{
		byCode, byOTP, byRequestToken, byRefresh, byApp, c.SendOTP(ctx, auth.OTP{Email: "x"}), c.Disconnect(ctx, me, auth.User),
	}
}

func TestTheTextsOfOthersAreCutToSize(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("é"), 1000)
	connections, _ := connect(t, &tokenEndpoint{
		status: http.StatusBadRequest, body: `{"code":5,"error_description":"one\ntwo\u001b[31m ` + string(long) + `"}`,
	}, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	assert.Less(t, len([]rune(err.Error())), 400)
	assert.NotContains(t, err.Error(), "\n")
	assert.NotContains(t, err.Error(), "\x1b")
}

func TestRequestsForTokensAreObserved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		concur *tokenEndpoint
		want   auth.Outcome
	}{
		"granted":   {&tokenEndpoint{}, auth.Granted},
		"refused":   {&tokenEndpoint{refuse: []string{"refresh-1"}}, auth.Refused},
		"no answer": {&tokenEndpoint{broken: errors.New("reset")}, auth.Failed},
		"a 502":     {&tokenEndpoint{status: http.StatusBadGateway}, auth.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := tokenstore.NewMemory()
			stored(t, store, tokenstore.Record{Key: mine, RefreshToken: "refresh-1", Geolocation: homeBase})
			var events []auth.Event
			connections := auth.NewConnections(auth.Settings{
				App: auth.App{ClientID: "app"}, Store: store, Client: &http.Client{Transport: c.concur}, Now: newClock().read,
				Observe: func(e auth.Event) { events = append(events, e) },
			})
			_, _ = connections.Token(t.Context(), me, auth.User)
			assert.Equal(t, []auth.Event{{Grant: "refresh_token", Kind: auth.User, Outcome: c.want}}, events)
		})
	}
}
