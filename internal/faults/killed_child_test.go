package faults_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

// childPlan names the file with what the other process has to do.
const childPlan = "FAULTS_PLAN"

// errand is a call that another process makes, and is killed in the middle of.
type errand struct {
	Call string
	// URL is where Concur is, and Store where the journal is.
	URL, Store string
	// Method and Path are those of the write that the process is killed at.
	Method, Path string
	// Sent: Concur has done it, and only its answer did not come.
	Sent bool
}

// words of the other process about an errand, on a line of its standard output.
const (
	held     = "held"     // the write is where it was to be
	returned = "returned" // the call has ended, which it should not
)

// TestKilled is what the other process does: it makes all calls, each of which is held at
// its write, until it is killed.
func TestKilled(t *testing.T) {
	t.Parallel()
	path := os.Getenv(childPlan)
	if path == "" {
		t.Skip("this is for another process, which TestMatrix starts")
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var errands []errand
	require.NoError(t, json.Unmarshal(text, &errands))
	byName := map[string]call{}
	for _, c := range calls(t) {
		byName[c.name()] = c
	}
	for i, e := range errands {
		c := byName[e.Call]
		kit := testkit.New(t, append(
			c.options(), testkit.At(e.URL, http.DefaultTransport), testkit.Keeping(open(t, e.Store)), testkit.Through(e.hold(i)),
		)...)
		go func() {
			result, err := kit.TryCall(c.Name, c.arguments())
			say(returned, i, fmt.Sprint(result.Text, err))
		}()
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // It stays open for as long as the other process lives.
}

func open(t *testing.T, path string) tokenstore.Store {
	t.Helper()
	store, err := stores.Open(t.Context(), stores.Options{Address: "file:" + path})
	require.NoError(t, err)
	return store
}

func say(what string, errand int, more string) {
	_, _ = fmt.Fprintln(os.Stdout, what, errand, fmt.Sprintf("%q", more)) // Nobody to tell otherwise.
}

// hold keeps the write from being sent, or its answer from being read, for ever.
func (e errand) hold(number int) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method != e.Method || r.URL.EscapedPath() != e.Path {
				return next.RoundTrip(r)
			}
			if e.Sent {
				answer, err := next.RoundTrip(r)
				if err != nil {
					return nil, err
				}
				defer func() { _ = answer.Body.Close() }() // Nobody reads it.
			}
			say(held, number, "")
			select {}
		})
	}
}
