package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// No client of ours reads the keys, so it is the simulator that is held to them.
func TestTheKeysHaveTheDocumentedMembers(t *testing.T) {
	t.Parallel()
	documented, err := exchange.Read("../../testdata/exchanges", "oauth_jwks/keys")
	require.NoError(t, err)
	assert.Equal(t, http.MethodGet+" /oauth2/v0/jwks", documented.Request.Method+" "+documented.Request.Path)
	members := func(body json.RawMessage) []string {
		var set struct {
			Keys []map[string]string `json:"keys"`
		}
		require.NoError(t, json.Unmarshal(body, &set))
		require.Len(t, set.Keys, 1)
		return slices.Sorted(maps.Keys(set.Keys[0]))
	}
	var simulated json.RawMessage
	get(t, newSimulator(t, Options{}), documented.Request.Path, "").into(t, &simulated)
	assert.Equal(t, members(documented.Response.Body), members(simulated))
}
