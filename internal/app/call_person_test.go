package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhoTypesAgreesByAYesAlone(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"y\n": true, "yes\n": true, " YES \n": true, "\n\nyes\n": true, "y": true,
		"n\n": false, "no\n": false, "yes please\n": false, "approve\n": false, "\n": false, "": false,
	} {
		var out bytes.Buffer
		agrees, err := typing(strings.NewReader(typed), &out)(t.Context(), "Approve it.")
		require.NoError(t, err)
		assert.Equal(t, want, agrees, "%q", typed)
		assert.Equal(t, "Approve it.\n\nYes or no? ", out.String())
	}
}

func TestOneWhoIsCalledAwayAnswersNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	silent, typed, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, typed.Close()) })
	_, err = typing(silent, &bytes.Buffer{})(ctx, "Approve it.")
	require.ErrorIs(t, err, context.Canceled)
}

func TestNobodyIsAtAPipe(t *testing.T) {
	t.Parallel()
	assert.Nil(t, atTerminal(Streams{In: io.NopCloser(strings.NewReader("yes\n"))}))
	in, out, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, in.Close()); assert.NoError(t, out.Close()) })
	assert.Nil(t, atTerminal(Streams{In: in}))
}

func TestLeaveThatWasGivenBeforehandIsShown(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	agrees, err := agreeing(&out)(t.Context(), "Approve it.")
	require.NoError(t, err)
	assert.True(t, agrees)
	assert.Equal(t, "Approve it.\n\nYes, by --yes.\n", out.String())
}
