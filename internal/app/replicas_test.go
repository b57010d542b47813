package app_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
)

// These tests run three real servers on one PostgreSQL, behind a proxy that sends each
// request to the next of them, in front of a simulated Concur that rotates tokens and
// takes the use of an old one for theft.

// cluster is some replicas and what is around them.
type cluster struct {
	t        *testing.T
	database *pgtest.Server
	concur   *concurGate
	replicas []*replica
	proxy    *turns
	// environment is that of each replica; key is what the store is encrypted with.
	environment []string
	key         string
	// tokens are those of the callers.
	tokens map[string]string
	// links are those that were handed out.
	links []string
}

func newCluster(t *testing.T, size int, options simulator.Options) *cluster {
	t.Helper()
	folder := t.TempDir()
	c := &cluster{
		t: t, database: pgtest.StartServer(t), concur: newConcurGate(t, options), proxy: newTurns(t), tokens: map[string]string{},
	}
	callers := filepath.Join(folder, "callers.json")
	for _, name := range []string{"rita", "tom"} {
		c.tokens[name] = newToken(t, name, callers)
	}
	var err error
	c.key, err = tokenstore.NewKey()
	require.NoError(t, err)
	c.environment = []string{
		"CONCUR_MCP_STORE=" + c.database.Address, "CONCUR_MCP_STORE_KEY=" + c.key,
		"CONCUR_MCP_CONCUR_URL=" + c.concur.url, "CONCUR_MCP_CLIENT_ID=" + simulator.ClientID,
		"CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret,
		"CONCUR_MCP_AUTH=token", "CONCUR_MCP_AUTH_TOKENS=" + callers,
		"CONCUR_MCP_PUBLIC_URL=" + c.proxy.url, "CONCUR_MCP_CALLER_RATE=0", "CONCUR_MCP_CONCUR_RATE=1000",
		"CONCUR_MCP_LOG_LEVEL=debug", "HOME=" + folder, "PATH=" + os.Getenv("PATH"),
	}
	t.Cleanup(func() { c.holdLogs() }) // It runs when the replicas have ended.
	for range size {
		c.replicas = append(c.replicas, startReplica(t, c.environment))
	}
	for _, r := range c.replicas {
		r.ready()
		c.proxy.add(r.address)
	}
	return c
}

// holdLogs holds what the replicas have said to having no secret in it.
func (c *cluster) holdLogs() {
	c.t.Helper()
	secrets := slices.Collect(maps.Values(c.tokens))
	for _, link := range c.links {
		secrets = append(secrets, path.Base(link))
	}
	for _, setting := range c.environment {
		name, value, _ := strings.Cut(setting, "=")
		if name == "CONCUR_MCP_STORE_KEY" || name == "CONCUR_MCP_CLIENT_SECRET" {
			secrets = append(secrets, value[strings.Index(value, ":")+1:])
		}
	}
	database, err := url.Parse(c.database.Address)
	require.NoError(c.t, err)
	password, _ := database.User.Password()
	for _, r := range c.replicas {
		said := r.log.String()
		assert.Contains(c.t, said, `"msg":"http request"`)
		for _, secret := range append(secrets, password, "rita.alves@", "eyJ") {
			assert.NotContains(c.t, said, secret)
		}
	}
}

// call calls a tool at an address as one of the callers.
func (c *cluster) call(ctx context.Context, at, caller string) (text string, failed bool) {
	c.t.Helper()
	return callTool(ctx, c.t, at+"/mcp", c.tokens[caller])
}

var linkForm = regexp.MustCompile(`http://[\d.:]+/connect/[\w-]+`)

// signIn lets a person sign in by the link that a call gave, on other replicas than the
// one that gave it.
func (c *cluster) signIn(caller, login string) {
	c.t.Helper()
	text, failed := c.call(c.t.Context(), c.proxy.url, caller)
	require.True(c.t, failed)
	link := linkForm.FindString(text)
	require.NotEmpty(c.t, link, text)
	c.links = append(c.links, link)
	began := c.proxy.last("/mcp")
	c.proxy.remove(began)
	page := newPerson(c.t).connect(link, login)
	require.Contains(c.t, page, login, "the person is told whose account was connected")
	require.NotEqual(c.t, c.proxy.last(strings.TrimPrefix(link, c.proxy.url)), c.proxy.last("/oauth/callback"),
		"and yet another one took the answer than the one that was opened")
	c.proxy.add(began)
}

// TestReplicasShareSignInsAndRefreshes is about a day without accidents.
func TestReplicasShareSignInsAndRefreshes(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 3, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	c.signIn("rita", "rita.alves@haldenreyes.example")
	text, failed := c.call(t.Context(), c.proxy.url, "tom")
	require.True(t, failed)
	assert.Contains(t, text, "/connect/", "the connection of one caller is nobody else's")

	for range 3 {
		before := c.concur.refreshes()
		c.concur.sim.ExpireAccessTokens()
		var calls sync.WaitGroup
		for range 12 {
			calls.Go(func() {
				text, failed := c.call(t.Context(), c.proxy.url, "rita")
				assert.False(t, failed, text)
			})
		}
		calls.Wait()
		assert.Equal(t, before+1, c.concur.refreshes(), "one refresh for all replicas")
	}
	for _, r := range c.replicas {
		text, failed := c.call(t.Context(), r.url, "rita")
		assert.False(t, failed, text)
	}
}

// dieInARefresh kills a replica that has asked Concur for new tokens and has no answer
// yet, while another one waits for the lock. It gives what the other one tells its caller.
func (c *cluster) dieInARefresh(caller string, answered bool) (text string, failed bool) {
	c.t.Helper()
	dying, next := c.replicas[0], c.replicas[1]
	c.concur.sim.ExpireAccessTokens()
	arrived := c.concur.holdToken(answered)
	var calls sync.WaitGroup
	calls.Go(func() {
		_, _ = tryCall(c.t.Context(), dying.url+"/mcp", c.tokens[caller]) // It gets no answer.
	})
	<-arrived
	calls.Go(func() { text, failed = c.call(c.t.Context(), next.url, caller) })
	dying.kill()
	calls.Wait()
	c.proxy.remove(dying.address)
	return text, failed
}

// TestAReplicaThatDiesInARefreshCostsNobodyTheConnection is about what can be kept. One
// thing cannot: see TestATokenThatOnlyTheDeadKnewIsMendedByASignIn.
func TestAReplicaThatDiesInARefreshCostsNobodyTheConnection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options simulator.Options
		// answered lets Concur make the new tokens before the replica dies.
		answered bool
	}{
		"before Concur has rotated the token": {simulator.Options{RotateRefreshTokens: true, PunishReuse: true}, false},
		"after Concur has renewed it":         {simulator.Options{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cluster := newCluster(t, 3, c.options)
			cluster.signIn("rita", "rita.alves@haldenreyes.example")
			text, failed := cluster.dieInARefresh("rita", c.answered)
			assert.False(t, failed, text)

			before := cluster.concur.refreshes()
			for range 4 {
				text, failed := cluster.call(t.Context(), cluster.proxy.url, "rita")
				assert.False(t, failed, text)
			}
			assert.Equal(t, before, cluster.concur.refreshes(), "what the next one renewed serves all")
		})
	}
}

// TestATokenThatOnlyTheDeadKnewIsMendedByASignIn is about what cannot be kept: Concur has
// answered with another refresh token and takes the one before no more, and the only
// process that got the answer died before it could write it down.
func TestATokenThatOnlyTheDeadKnewIsMendedByASignIn(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 3, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	c.signIn("rita", "rita.alves@haldenreyes.example")
	c.signIn("tom", "tom.berg@haldenreyes.example")
	text, failed := c.dieInARefresh("rita", true)
	require.True(t, failed)
	link := linkForm.FindString(text)
	require.NotEmpty(t, link, text)
	c.links = append(c.links, link)
	text, failed = c.call(t.Context(), c.proxy.url, "tom")
	assert.False(t, failed, "it costs nobody else the connection: %s", text)

	require.Contains(t, newPerson(t).connect(link, "rita.alves@haldenreyes.example"), "rita.alves")
	text, failed = c.call(t.Context(), c.proxy.url, "rita")
	assert.False(t, failed, text)
}

// TestAReplicaThatIsToldToEndFinishesItsCalls is how deployments are rolled over.
func TestAReplicaThatIsToldToEndFinishesItsCalls(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 3, simulator.Options{})
	c.signIn("rita", "rita.alves@haldenreyes.example")
	ending := c.replicas[2]
	arrived, release := c.concur.holdCall()
	type answer struct {
		text   string
		failed bool
	}
	answered := make(chan answer, 1)
	go func() {
		text, failed := c.call(t.Context(), ending.url, "rita")
		answered <- answer{text, failed}
	}()
	<-arrived
	ending.terminate()
	ending.refusing()
	release()
	got := <-answered
	assert.False(t, got.failed, got.text)
	require.NoError(t, ending.wait(), "it ends with status 0")

	assert.Equal(t, http.StatusOK, c.replicas[0].probe("/readyz"), "the others go on")
}

// TestAStoreThatIsAwayForAWhileLosesNothing stops the database under a server.
func TestAStoreThatIsAwayForAWhileLosesNothing(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 1, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	only := c.replicas[0]
	text, failed := c.call(t.Context(), only.url, "rita")
	require.True(t, failed)
	link := linkForm.FindString(text)
	c.links = append(c.links, link)
	require.Contains(t, newPerson(t).connect(link, "rita.alves@haldenreyes.example"), "rita.alves")

	c.database.Stop()
	text, failed = c.call(t.Context(), only.url, "rita")
	assert.True(t, failed)
	assert.Contains(t, text, "the store of connections cannot be reached")
	assert.Contains(t, text, "Nothing was changed")
	assert.NotContains(t, text, "/connect/", "to sign in again would not help")
	assert.Equal(t, http.StatusServiceUnavailable, only.probe("/readyz"))
	assert.Equal(t, http.StatusOK, only.probe("/healthz"), "it is no reason to start again")

	require.NoError(t, c.database.Restart())
	only.ready()
	c.concur.sim.ExpireAccessTokens()
	text, failed = c.call(t.Context(), only.url, "rita")
	assert.False(t, failed, text)
}
