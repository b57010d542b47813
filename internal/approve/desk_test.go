package approve_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// clock is set by a test.
type clock struct{ at atomic.Int64 }

func clockAt(at time.Time) *clock {
	c := &clock{}
	c.at.Store(at.UnixNano())
	return c
}

func (c *clock) now() time.Time             { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) advance(step time.Duration) { c.at.Add(int64(step)) }

func noon() *clock { return clockAt(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

func desk(c *clock) (*approve.Desk, tokenstore.Store) {
	store := tokenstore.NewMemoryAt(c.now)
	return approve.NewDesk(store, c.now), store
}

var digest = strings.Repeat("0123456789abcdef", 4)

func approving() approve.Confirmation {
	return approve.Confirmation{Principal: "token/rita", Tool: "approve_report", Arguments: digest, Request: digest, Version: "7 of today"}
}

// needed asks for consent.
func needed(t *testing.T, d *approve.Desk) string {
	t.Helper()
	stop, err := d.Need(t.Context(), lisbon(), approving())
	require.NoError(t, err)
	return stop.Sealed
}

// refused holds an error to being about the confirmation, with nothing changed and a way on.
func refused(t *testing.T, err error, words string) {
	t.Helper()
	var problem tools.Problem
	require.ErrorAs(t, err, &problem)
	assert.Contains(t, problem.Error(), words)
	assert.Equal(t, string(tools.NothingChanged), problem.WhatChanged())
	assert.Contains(t, problem.NextStep(), "without confirm_token")
}

func TestWhatWasSealedComesBack(t *testing.T) {
	t.Parallel()
	c := noon()
	d, store := desk(c)
	stop, err := d.Need(t.Context(), lisbon(), approving())
	require.NoError(t, err)
	assert.Equal(t, c.now().Add(approve.Lasts), stop.Expires)
	assert.Equal(t, lisbon(), stop.Question)
	assert.Less(t, len(stop.Sealed), 300, "an agent copies it")

	for name, replica := range map[string]*approve.Desk{"here": d, "on another replica": approve.NewDesk(store, c.now)} {
		opened, err := replica.Open(t.Context(), "token/rita", " "+stop.Sealed+"\n")
		require.NoError(t, err, name)
		want := approving()
		want.Expires, want.Nonce = stop.Expires, opened.Nonce
		assert.Equal(t, want, opened, name)
		assert.NotEmpty(t, opened.Nonce, name)
	}
}

func TestAnyTextsAreSealed(t *testing.T) {
	t.Parallel()
	d, _ := desk(noon())
	for _, text := range []string{"", "a", "ab", "AB", "ü\x00“", "0123456789abcdeF", strings.Repeat("x", 1000)} {
		want := approving()
		want.Tool, want.Version = text, text
		stop, err := d.Need(t.Context(), lisbon(), want)
		require.NoError(t, err)
		opened, err := d.Open(t.Context(), want.Principal, stop.Sealed)
		require.NoError(t, err)
		assert.Equal(t, text, opened.Tool)
		assert.Equal(t, text, opened.Version)
	}
}

func TestWhatWasAlteredIsNoConfirmation(t *testing.T) {
	t.Parallel()
	c := noon()
	d, _ := desk(c)
	sealed := needed(t, d)
	foreign, _ := desk(c)
	altered := []string{
		"", ".", "x", sealed[:len(sealed)-1], sealed + "A", strings.TrimPrefix(sealed, "20260301."), "20260302" + sealed[8:],
		"99999999" + sealed[8:], "2026-3-1" + sealed[8:], needed(t, foreign),
	}
	for i := len("20260301."); i < len(sealed)-1; i++ {
		other := byte('A')
		if sealed[i] == other {
			other = 'B'
		}
		altered = append(altered, sealed[:i]+string(other)+sealed[i+1:])
	}
	for _, text := range altered {
		_, err := d.Open(t.Context(), "token/rita", text)
		refused(t, err, "altered or cut off")
	}
}

func TestAConfirmationIsItsCallersAlone(t *testing.T) {
	t.Parallel()
	d, _ := desk(noon())
	_, err := d.Open(t.Context(), "token/tom", needed(t, d))
	refused(t, err, "another caller")
}

func TestAConfirmationEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]*clock{"at noon": noon(), "over midnight": clockAt(time.Date(2026, 3, 1, 23, 59, 0, 0, time.UTC))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, store := desk(c)
			sealed := needed(t, d)
			c.advance(approve.Lasts - time.Second)
			for _, replica := range []*approve.Desk{d, approve.NewDesk(store, c.now)} {
				_, err := replica.Open(t.Context(), "token/rita", sealed)
				require.NoError(t, err, "it is good to its last second")
			}
			for _, later := range []time.Duration{time.Second, 24 * time.Hour} {
				c.advance(later)
				_, err := d.Open(t.Context(), "token/rita", sealed)
				refused(t, err, "expired")
			}
			_, err := d.Open(t.Context(), "token/rita", needed(t, d))
			require.NoError(t, err, "another day has another key")
		})
	}
}

func TestAConfirmationIsUsedOnceAcrossReplicas(t *testing.T) {
	t.Parallel()
	c := noon()
	d, store := desk(c)
	opened, err := d.Open(t.Context(), "token/rita", needed(t, d))
	require.NoError(t, err)
	var spent, late atomic.Int64
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if err := approve.NewDesk(store, c.now).Spend(t.Context(), opened); err == nil {
				spent.Add(1)
			} else if strings.Contains(err.Error(), "used already") {
				late.Add(1)
			}
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, spent.Load())
	assert.EqualValues(t, 19, late.Load())
	c.advance(approve.Lasts)
	refused(t, d.Spend(t.Context(), opened), "used already")
}

func TestManyConfirmationsAreUsed(t *testing.T) {
	t.Parallel()
	d, _ := desk(noon())
	for range 3 * tokenstore.MostTickets {
		opened, err := d.Open(t.Context(), "token/rita", needed(t, d))
		require.NoError(t, err)
		require.NoError(t, d.Spend(t.Context(), opened))
	}
}

func TestReplicasThatBeginTogetherHaveOneKey(t *testing.T) {
	t.Parallel()
	c := noon()
	_, store := desk(c)
	sealed := make(chan string, 10)
	for range cap(sealed) {
		go func() {
			stop, err := approve.NewDesk(store, c.now).Need(context.WithoutCancel(t.Context()), lisbon(), approving())
			if err != nil {
				sealed <- err.Error()
				return
			}
			sealed <- stop.Sealed
		}()
	}
	d := approve.NewDesk(store, c.now)
	for range cap(sealed) {
		_, err := d.Open(t.Context(), "token/rita", <-sealed)
		require.NoError(t, err)
	}
}

// down is a store that is not there.
type down struct{ tokenstore.Store }

var errDown = errors.New("dial tcp 10.0.0.1: refused")

func (down) Ticket(context.Context, string) (tokenstore.Ticket, error) {
	return tokenstore.Ticket{}, errDown
}
func (down) PutTicket(context.Context, tokenstore.Ticket) error { return errDown }

func TestWithoutAStoreNothingIsConfirmed(t *testing.T) {
	t.Parallel()
	d := approve.NewDesk(down{}, noon().now)
	_, sealing := d.Seal(t.Context(), approving())
	_, opening := d.Open(t.Context(), "token/rita", "20260301.AAAA")
	for _, err := range []error{sealing, opening, d.Spend(t.Context(), approving())} {
		refused(t, err, "cannot be reached")
		require.ErrorIs(t, err, errDown, "the log has the cause")
		assert.NotContains(t, err.Error(), "10.0.0.1", "the agent does not")
	}
}
