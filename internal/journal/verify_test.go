package journal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// chained is a store with a chain of six entries.
func chained(t *testing.T) (*rig, *journal.Journal) {
	t.Helper()
	r := newRig(t)
	j := r.journal()
	for range 3 {
		require.NoError(t, r.begin(j).End(t.Context(), journal.Ended{Outcome: journal.Done, Note: "it's <there> & \u2028"}))
	}
	return r, j
}

func TestAWholeChainIsVerified(t *testing.T) {
	t.Parallel()
	r, j := chained(t)
	head, err := j.Verify(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(6), head.Seq)
	assert.Len(t, head.Hash, 64)
	assert.Equal(t, r.now(), head.At)

	r.begin(j)
	later, err := j.Verify(t.Context(), head.Hash)
	require.NoError(t, err, "an open write is no break, and an earlier head is still there")
	assert.Equal(t, int64(7), later.Seq)
}

func TestAnEmptyChainIsWhole(t *testing.T) {
	t.Parallel()
	head, err := newRig(t).journal().Verify(t.Context())
	require.NoError(t, err)
	assert.Zero(t, head)
}

func TestABreakOfTheChainIsFound(t *testing.T) {
	t.Parallel()
	known := func(t *testing.T, j *journal.Journal) string {
		t.Helper()
		head, err := j.Verify(t.Context())
		require.NoError(t, err)
		return head.Hash
	}
	for _, c := range []struct {
		name  string
		alter func(*tokenstore.Entry) bool
		seq   int64
		why   string
	}{
		{"one is missing", func(e *tokenstore.Entry) bool { return e.Seq != 3 }, 3, "it is missing"},
		{"the first is missing", func(e *tokenstore.Entry) bool { return e.Seq != 1 }, 1, "it is missing"},
		{"a body was changed", func(e *tokenstore.Entry) bool {
			if e.Seq == 2 {
				e.Body = bytes.Replace(e.Body, []byte("done"), []byte("fail"), 1)
			}
			return true
		}, 2, "it is not what its hash is of"},
		{"a principal was changed", func(e *tokenstore.Entry) bool {
			if e.Seq == 1 {
				e.Principal = "token/other"
			}
			return true
		}, 1, "it is not what its hash is of"},
		{"one was changed, and its hash with it", func(e *tokenstore.Entry) bool {
			if e.Seq == 2 {
				e.Body = []byte("{}")
				e.Hash = tokenstore.Chain(e.Previous, *e)
			}
			return true
		}, 3, "it does not follow the entry before it"},
		{"one was put in the place of another", func(e *tokenstore.Entry) bool {
			if e.Seq == 4 {
				*e = e.After(tokenstore.Entry{Seq: 3})
			}
			return true
		}, 4, "it does not follow the entry before it"},
		{"its end was cut off", func(e *tokenstore.Entry) bool { return e.Seq < 5 }, 0, "its end was cut off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, j := chained(t)
			head := known(t, j)
			r.alter = c.alter
			_, err := j.Verify(t.Context(), head)
			broken, ok := errors.AsType[*journal.BrokenError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, c.seq, broken.Seq)
			assert.Contains(t, broken.Error(), c.why)

			// An export shows the same.
			var exported bytes.Buffer
			require.NoError(t, j.Export(t.Context(), &exported))
			_, other := journal.VerifyExport(&exported, head)
			assert.Equal(t, err, other)
		})
	}
}

func TestWhatTheStoreCannotReadIsABreakOnlyIfItWasAltered(t *testing.T) {
	t.Parallel()
	r, j := chained(t)
	r.breaks("Entries", &tokenstore.UnknownKeyError{ID: "old", From: "the settings"})
	r.alter = func(e *tokenstore.Entry) bool { return e.Seq != 2 }
	_, err := j.Verify(t.Context())
	_, ok := errors.AsType[*tokenstore.UnknownKeyError](err)
	assert.True(t, ok, "%v", err)

	r.breaks("Entries", tokenstore.ErrTampered)
	_, err = j.Verify(t.Context())
	broken, ok := errors.AsType[*journal.BrokenError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, int64(2), broken.Seq)
	assert.Contains(t, broken.Error(), tokenstore.ErrTampered.Error())
}

func TestAnExportIsVerifiedWithoutTheStore(t *testing.T) {
	t.Parallel()
	_, j := chained(t)
	var exported bytes.Buffer
	require.NoError(t, j.Export(t.Context(), &exported))
	head, err := j.Verify(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 6, strings.Count(exported.String(), "\n"))

	again, err := journal.VerifyExport(strings.NewReader(exported.String()), head.Hash)
	require.NoError(t, err)
	assert.Equal(t, head, again)

	_, err = journal.VerifyExport(strings.NewReader(exported.String() + "{"))
	assert.ErrorContains(t, err, "line 7")
}
