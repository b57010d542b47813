package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// TestAConnectionThatCannotBeReadCanBeForgotten: nobody could sign in again otherwise.
func TestAConnectionThatCannotBeReadCanBeForgotten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	store, err := stores.Open(t.Context(), stores.Options{Address: "file:" + path})
	require.NoError(t, err)
	rita, tom := tokenstore.Key{Principal: "rita", Kind: "user"}, tokenstore.Key{Principal: "tom", Kind: "user"}
	for _, key := range []tokenstore.Key{rita, tom} {
		_, err = store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
			old.RefreshToken, old.Account = "r", key.Principal+"@haldenreyes.example"
			return old, nil
		})
		require.NoError(t, err)
	}
	storetest.EditFile(t, path, func(raw storetest.Raw) { raw.Records[rita][40] ^= 1 })
	run := func(arguments ...string) (string, error) {
		command := exec.CommandContext(t.Context(), "concur-mcp", append(arguments, "--store", "file:"+path)...)
		command.Env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(),
			"CONCUR_MCP_CLIENT_ID=" + simulator.ClientID, "CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret,
		}
		said, err := command.CombinedOutput()
		return string(said), err
	}

	said, err := run("status")
	require.Error(t, err)
	assert.Contains(t, said, "tom@haldenreyes.example", "the others are shown")
	assert.Contains(t, said, `the user connection of "rita" cannot be opened`)

	said, err = run("logout", "--principal", "rita")
	require.Error(t, err)
	assert.Contains(t, said, "--force forgets it here all the same")
	said, err = run("logout", "--principal", "rita", "--force")
	require.NoError(t, err, said)
	assert.Contains(t, said, "the user connection of rita")
	_, err = store.Get(t.Context(), rita)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
	_, err = store.Get(t.Context(), tom)
	require.NoError(t, err)
}
