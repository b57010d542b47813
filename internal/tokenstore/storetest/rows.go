package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// RunRows checks what rows promise to those who have lost a lock without knowing: they
// replace what they read, and nothing else. The rows are empty.
func RunRows(t *testing.T, rows sealed.Rows) {
	t.Helper()
	require.NoError(t, rows.Prepare(t.Context()))
	keys, err := tokenstore.ParseKeys(newKey(t), "the test")
	require.NoError(t, err)
	first, second, third := keys.Seal([]byte("1")), keys.Seal([]byte("2")), keys.Seal([]byte("3"))
	row := func(value []byte) sealed.Row { return sealed.Row{Key: userOf(rita), Sealed: value} }

	require.ErrorIs(t, rows.Replace(t.Context(), tokenstore.Stamp(first), row(second)), sealed.ErrChanged, "there is none")
	require.NoError(t, rows.Replace(t.Context(), nil, row(first)))
	require.ErrorIs(t, rows.Replace(t.Context(), nil, row(second)), sealed.ErrChanged, "there is one")
	require.NoError(t, rows.Replace(t.Context(), tokenstore.Stamp(first), row(second)))
	require.ErrorIs(t, rows.Replace(t.Context(), tokenstore.Stamp(first), row(third)), sealed.ErrChanged, "it is another")
	kept, err := rows.Record(t.Context(), userOf(rita))
	require.NoError(t, err)
	assert.Equal(t, second, kept)
	require.NoError(t, rows.Remove(t.Context(), userOf(rita)))
	require.ErrorIs(t, rows.Replace(t.Context(), tokenstore.Stamp(second), row(third)), sealed.ErrChanged, "it is gone")

	ticket := func(value []byte) tokenstore.Ticket {
		return tokenstore.Ticket{ID: "one", Purpose: "sign_in", Principal: rita, Expires: time.UnixMilli(2e12).UTC(), Body: value}
	}
	require.ErrorIs(t, rows.ReplaceTicket(t.Context(), tokenstore.Stamp(first), ticket(second)), tokenstore.ErrNotFound)
	require.NoError(t, rows.AddTicket(t.Context(), ticket(first)))
	require.ErrorIs(t, rows.AddTicket(t.Context(), ticket(second)), tokenstore.ErrExists)
	require.NoError(t, rows.ReplaceTicket(t.Context(), tokenstore.Stamp(first), ticket(second)))
	require.ErrorIs(t, rows.ReplaceTicket(t.Context(), tokenstore.Stamp(first), ticket(third)), sealed.ErrChanged)
	got, err := rows.Ticket(t.Context(), "one")
	require.NoError(t, err)
	assert.Equal(t, ticket(second), got)
	require.NoError(t, rows.Close())
}
