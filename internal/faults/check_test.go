package faults_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// longest is how long a call may take by the clock of the test: a write, and a look
// that is given up too, with what was resolved before.
const longest = 5 * time.Minute

// look is what a next step says of a write that may have been done.
var look = regexp.MustCompile(`(?i)\b(look|read|see|check|compare|shows?|sees)\b`)

// token is how a token of Concur's begins (RFC 7519): a header and claims, in base64.
var token = regexp.MustCompile(`eyJ[\w-]+\.eyJ`)

// check holds a cell to what must be true of all of them.
func check(t *testing.T, made *row, done cell) {
	t.Helper()
	at := made.call.name() + " with " + done.trouble.name + " on " + made.main
	if done.trouble.main.Kind != "" {
		assert.True(t, done.seen.struck, "%s: nothing went wrong", at)
	}
	assert.LessOrEqual(t, done.told.took, longest, at)
	checkSecrets(t, at, done)
	if done.told.failed {
		checkFailure(t, at, done)
	}
	if made.call.Effect.Writes() {
		checkWrite(t, at, made, done)
		return
	}
	assert.Zero(t, done.seen.commits(), "%s: a read changed something", at)
	whole := string(made.clean.told.structured) == string(done.told.structured)
	switch done.verdict {
	case answered:
		assert.True(t, whole || made.call.handsOn(), "%s: not what it is without trouble, and it does not say so", at)
	case partial:
	default:
		assert.Equal(t, nothing, done.verdict, at)
	}
}

// checkWrite holds what is told to what Concur has done.
func checkWrite(t *testing.T, at string, made *row, done cell) {
	t.Helper()
	all := true
	for operation, want := range made.clean.seen.committed {
		got := done.seen.committed[operation]
		assert.LessOrEqual(t, got, want, "%s: %s was done twice", at, operation)
		all = all && got == want
	}
	if kind := done.trouble.main.Kind; kind != simulator.TooManyRequests && kind != simulator.ExpireToken {
		assert.LessOrEqual(t, done.seen.reached[made.main], made.clean.seen.reached[made.main], "%s: sent again, and it may have been done", at)
	}
	for operation := range done.seen.committed {
		assert.Contains(t, made.clean.seen.committed, operation, "%s: it does something else", at)
	}
	switch done.verdict {
	case verified, unverified:
		assert.True(t, all, "%s: told as done, and it was not", at)
	case nothing:
		assert.Zero(t, done.seen.commits(), "%s: told as not done, and it was", at)
		assert.False(t, done.trouble.open, "%s: told as not done, and Concur may still be working on it", at)
	case partly:
		assert.Positive(t, done.seen.commits(), "%s: told as done in part, and nothing was", at)
	case unknown:
		assert.Regexp(t, look, done.told.failure().NextStep, "%s: it does not say to look", at)
	case answered, partial:
		assert.Fail(t, "a write was told as a read", at)
	}
}

// checkFailure holds a failure to what an agent needs.
func checkFailure(t *testing.T, at string, done cell) {
	t.Helper()
	told := done.told.failure()
	assert.NotEmpty(t, told.Message, at)
	assert.NotEmpty(t, told.NextStep, at)
	assert.Contains(t, []string{"nothing_changed", "changed", "unknown"}, told.Changed, at)
	for _, ours := range []string{"the server made a mistake", "could not finish the call"} {
		assert.NotContains(t, strings.ToLower(done.told.text), ours, at)
	}
}

// checkSecrets looks for tokens and secrets in what is told.
func checkSecrets(t *testing.T, at string, done cell) {
	t.Helper()
	said := done.told.text + string(done.told.structured)
	for _, secret := range []string{simulator.ClientSecret, simulator.UserTokenPrefix, simulator.CompanyToken, "Bearer"} {
		assert.NotContains(t, said, secret, at)
	}
	assert.NotRegexp(t, token, said, at)
}
