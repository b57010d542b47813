package doctor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestConnectionsOfCallersAreCounted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 16, 2, 0, 0, time.UTC)
	of := func(state tokenstore.State, ends time.Time, scopes ...string) auth.Status {
		return auth.Status{State: state, Account: auth.Account{Kind: auth.User, Scopes: scopes, RefreshExpires: ends}}
	}
	good := of(tokenstore.Connected, now.Add(time.Second), "a")
	for _, c := range []struct {
		name    string
		all     []auth.Status
		verdict doctor.Verdict
		found   string
		granted int
	}{
		{"nobody", nil, doctor.Note, "No caller is connected yet.", 0},
		{"good ones", []auth.Status{good, of(tokenstore.Connected, time.Time{})}, doctor.Fine, "The store has 2.", 2},
		{
			"one that was refused",
			[]auth.Status{good, of(tokenstore.SignInAgain, time.Time{})},
			doctor.Note,
			"The store has 2, of which 1 has ended.", 1,
		},
		{
			"ones that ran out",
			[]auth.Status{of(tokenstore.Connected, now), of(tokenstore.Connected, now)},
			doctor.Note,
			"The store has 2, of which 2 have ended.", 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			finding, granted := doctor.Callers(c.all, now)
			assert.Equal(t, c.verdict, finding.Verdict)
			assert.Equal(t, c.found, finding.Found)
			assert.Len(t, granted, c.granted)
		})
	}
}

func TestWhatConnectionsMayDoBetweenThem(t *testing.T) {
	t.Parallel()
	user := func(scopes ...string) doctor.Granted { return doctor.Granted{Kind: auth.User, Scopes: scopes} }
	company := doctor.Granted{Kind: auth.Company, Scopes: []string{"c"}}
	assert.Empty(t, doctor.Together(nil))
	assert.Equal(t, []doctor.Granted{user("a", "b"), company}, doctor.Together([]doctor.Granted{user("a"), company, user("b")}))
	assert.Empty(t, doctor.Together([]doctor.Granted{user("a"), user()})[0].Scopes)
	assert.Empty(t, doctor.Together([]doctor.Granted{user(), user("a")})[0].Scopes)
}
