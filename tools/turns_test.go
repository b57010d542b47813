package tools

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestATurnIsWaitedForAndOtherThingsAreNot(t *testing.T) {
	t.Parallel()
	var turns Turns[string]
	leave, err := turns.Take(t.Context(), "first")
	require.NoError(t, err)
	other, err := turns.Take(t.Context(), "second")
	require.NoError(t, err)
	other()

	gaveUp, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = turns.Take(gaveUp, "first")
	require.ErrorIs(t, err, context.Canceled)

	leave()
	leave, err = turns.Take(t.Context(), "first")
	require.NoError(t, err)
	leave()
	assert.Empty(t, turns.busy, "nothing is kept of what nobody works on")
}
