package telemetry_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

func TestWhatLooksLikeASecretDoesNotShow(t *testing.T) {
	t.Parallel()
	const hidden = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
	for name, write := range map[string]func(*slog.Logger){
		"by the name of the attribute": func(l *slog.Logger) { l.Info("m", "refresh_token", hidden) },
		"in a group":                   func(l *slog.Logger) { l.Info("m", slog.Group("request", "Authorization", hidden)) },
		"a JWT in a value":             func(l *slog.Logger) { l.Info("m", "body", "got "+hidden+" back") },
		"a JWT in an error":            func(l *slog.Logger) { l.Info("m", "error", errors.New("refused "+hidden)) },
		"a JWT in the message":         func(l *slog.Logger) { l.Info("refused " + hidden) },
		"a bearer header":              func(l *slog.Logger) { l.Info("m", "header", "Bearer "+hidden) },
		"a parameter":                  func(l *slog.Logger) { l.Info("m", "url", "https://x.example/?client_secret="+hidden+"&a=b") },
		"a member of JSON":             func(l *slog.Logger) { l.Info("m", "body", `{"refresh_token": "`+hidden[4:]+`", "a": 1}`) },
		"a JWT in a slice":             func(l *slog.Logger) { l.Info("m", "bodies", []string{"got " + hidden}) },
		"the code of a redirect":       func(l *slog.Logger) { l.Info("m", "url", "/oauth/callback?geolocation=x&code="+hidden[4:]) },
		"a link":                       func(l *slog.Logger) { l.Info("m", "path", "/connect/"+strings.ReplaceAll(hidden[4:], ".", "-")) },
		"a password in an address": func(l *slog.Logger) {
			l.Info("m", "error", "cannot reach postgres://concur:"+hidden[4:]+"@db.example/x")
		},
		"an attribute of the logger": func(l *slog.Logger) { l.With("password", hidden).Info("m") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			write(telemetry.NewLogger(&log, slog.LevelInfo))
			write(telemetry.NewJSONLogger(&log, slog.LevelInfo))
			assert.NotContains(t, log.String(), hidden[4:36])
			assert.Equal(t, 2, strings.Count(log.String(), "[redacted]"))
		})
	}
}

func TestNobodyIsNamedInTheLog(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(*slog.Logger){
		"a principal":           func(l *slog.Logger) { l.Info("m", "principal", "rita.alves@x.example") },
		"an e-mail in an error": func(l *slog.Logger) { l.Info("m", "error", errors.New("no such user rita.alves@x.example")) },
		"a card in a path":      func(l *slog.Logger) { l.Info("m", "file", "/tmp/card 4111 1111 1111 1111.pdf") },
		"an IBAN in a body":     func(l *slog.Logger) { l.Info("m", "body", `{"account": "DE89370400440532013000"}`) },
		"in the message":        func(l *slog.Logger) { l.Info("rita.alves@x.example paid with 4111111111111111") },
		"in a group":            func(l *slog.Logger) { l.Info("m", slog.Group("call", "user", "rita.alves@x.example")) },
		"in a slice":            func(l *slog.Logger) { l.Info("m", "users", []string{"rita.alves@x.example"}) },
		"in the logger":         func(l *slog.Logger) { l.With("user", "rita.alves@x.example").Info("m") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			write(telemetry.NewLogger(&log, slog.LevelInfo))
			write(telemetry.NewJSONLogger(&log, slog.LevelInfo))
			for _, personal := range []string{"alves", "4111", "370400"} {
				assert.NotContains(t, log.String(), personal)
			}
			assert.Contains(t, log.String(), "**", "it shows that something was there")
		})
	}
}

func TestTheRestOfALineStays(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := telemetry.NewLogger(&log, slog.LevelInfo)
	logger.Info("tool call", "tool", "get_report", "outcome", "ok", "took", 3, "error", errors.New("a plain one"))
	logger.Debug("too little")
	assert.Contains(t, log.String(), `msg="tool call" tool=get_report outcome=ok took=3 error="a plain one"`)
	assert.NotContains(t, log.String(), "too little")
}

func TestALineNamesItsRequest(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := telemetry.NewJSONLogger(&log, slog.LevelInfo).With("room", "front")
	logger.InfoContext(telemetry.WithRequestID(t.Context(), "R1"), "answered", "took", 20*time.Millisecond)
	assert.Contains(t, log.String(), `"msg":"answered","room":"front","took":0.02,"request_id":"R1"`)
	log.Reset()
	logger.InfoContext(t.Context(), "started")
	assert.NotContains(t, log.String(), "request_id")
}
