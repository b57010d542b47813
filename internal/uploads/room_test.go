package uploads

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestAFileIsAsLargeAsATicketHasRoomFor(t *testing.T) {
	t.Parallel()
	s := New(Settings{Store: tokenstore.NewMemory(), Base: func() string { return "https://concur.example.com" }})
	long := strings.Repeat("…", 1_000)
	link, err := s.Start(t.Context(), Wanted{
		Principal: "token/rita", Who: long, About: long, MediaTypes: []string{files.PDF}, Bytes: tokenstore.MostTicketBytes,
	})
	require.NoError(t, err)
	u, err := s.read(t.Context(), "token/rita", link.ID)
	require.NoError(t, err)
	assert.EqualValues(t, 49, u.Bytes>>20, "as the page says")
	content := make([]byte, u.Bytes)
	copy(content, "%PDF-")
	require.NoError(t, s.keep(t.Context(), link.ID, baseName(long), content))
	require.NoError(t, s.Wait(t.Context(), "token/rita", link.ID))
}
