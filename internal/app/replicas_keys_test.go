package app_test

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// withKeys is the environment with other keys: of two settings the later one counts.
func (c *cluster) withKeys(keys string) []string {
	return append(slices.Clone(c.environment), "CONCUR_MCP_STORE_KEY="+keys)
}

// restart puts a new process with other keys in the place of a replica, as deployments
// do that are never down.
func (c *cluster) restart(which int, keys string) {
	c.t.Helper()
	old := c.replicas[which]
	fresh := startReplica(c.t, c.withKeys(keys))
	fresh.ready()
	c.proxy.add(fresh.address)
	c.proxy.remove(old.address)
	old.terminate()
	require.NoError(c.t, old.wait())
	c.replicas[which] = fresh
}

// TestTheKeyIsChangedUnderServersThatRun follows docs/serve.md, one server after the
// other. At each step each of them reads what any other one wrote.
func TestTheKeyIsChangedUnderServersThatRun(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 3, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	c.signIn("rita", "rita.alves@haldenreyes.example")
	fresh, err := tokenstore.NewKey()
	require.NoError(t, err)
	for _, keys := range []string{c.key + " " + fresh, fresh + " " + c.key, fresh} {
		if keys == fresh {
			rotate := exec.CommandContext(t.Context(), "concur-mcp", "keys", "rotate")
			rotate.Env = c.withKeys(fresh + " " + c.key)
			said, err := rotate.CombinedOutput()
			require.NoError(t, err, "%s", said)
		}
		for restarted := range c.replicas {
			c.restart(restarted, keys)
			for _, writer := range c.replicas {
				c.concur.sim.ExpireAccessTokens()
				text, failed := c.call(t.Context(), writer.url, "rita")
				assert.False(t, failed, text)
				text, failed = c.call(t.Context(), c.proxy.url, "rita")
				assert.False(t, failed, text)
			}
		}
	}
}
