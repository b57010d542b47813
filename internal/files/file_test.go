package files_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
)

func TestAFileIsHeldAgainstAnotherLimit(t *testing.T) {
	t.Parallel()
	file, err := files.FromBytes("receipt.pdf", []byte("%PDF-1.7\n"), 100)
	require.NoError(t, err)
	require.NoError(t, file.Within(9))
	var large *files.Error
	require.ErrorAs(t, file.Within(8), &large)
	assert.True(t, large.TooLarge)
}
