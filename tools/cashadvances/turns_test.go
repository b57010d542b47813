package cashadvances

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

func TestAReportIsWaitedForAndOthersAreNot(t *testing.T) {
	t.Parallel()
	queue := &turns{busy: map[concur.ReportID]chan struct{}{}}
	leave, err := queue.take(t.Context(), "first")
	require.NoError(t, err)
	other, err := queue.take(t.Context(), "second")
	require.NoError(t, err)
	other()

	gaveUp, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = queue.take(gaveUp, "first")
	require.ErrorIs(t, err, context.Canceled)

	leave()
	leave, err = queue.take(t.Context(), "first")
	require.NoError(t, err)
	leave()
	assert.Empty(t, queue.busy, "nothing is kept of a report that nobody works on")
}
