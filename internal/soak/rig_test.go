package soak_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

// rig is all that takes part.
type rig struct {
	t        *testing.T
	concur   *unsteady
	store    tokenstore.Store
	replicas []*replica
	callers  []*person
	ledger   *ledger
	census   *census
	figures  *figures
	log      *watchedLog
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		t: t, concur: newUnsteady(t), ledger: &ledger{}, census: newCensus(), figures: newFigures(),
		log: &watchedLog{secrets: []string{simulator.ClientSecret, "eyJ", "Bearer "}},
	}
	address := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	if pgtest.Installed() {
		address = pgtest.Start(t)
	}
	keys, err := tokenstore.NewKey()
	require.NoError(t, err)
	r.store, err = stores.Open(t.Context(), stores.Options{Address: address, Keys: keys})
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.store.Close() }) // The run is over.
	if database, err := url.Parse(address); err == nil {
		if password, ok := database.User.Password(); ok {
			r.log.secrets = append(r.log.secrets, password)
		}
	}
	r.log.secrets = append(r.log.secrets, keys[len("01234567:"):])
	file := filepath.Join(t.TempDir(), "callers.json")
	r.gather(file)
	environment := []string{
		"CONCUR_MCP_STORE=" + address, "CONCUR_MCP_STORE_KEY=" + keys,
		"CONCUR_MCP_CONCUR_URL=" + r.concur.url, "CONCUR_MCP_CLIENT_ID=" + simulator.ClientID,
		"CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret, "CONCUR_MCP_UPSTREAM_TIMEOUT=" + patience.String(),
		"CONCUR_MCP_AUTH=token", "CONCUR_MCP_AUTH_TOKENS=" + file,
		"CONCUR_MCP_LOG_LEVEL=info", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
	}
	for range 3 {
		r.replicas = append(r.replicas, newReplica(t, environment, r.log))
	}
	now, err := r.steady().metrics(goroutines)
	require.NoError(t, err)
	r.figures.before = now[goroutines]
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the replicas said at last:\n%s", r.log.tail())
		}
	})
	return r
}

// gather makes the callers, each with a token and a connection of its own: several work
// for one person of the sample company.
func (r *rig) gather(file string) {
	r.t.Helper()
	hosts, err := auth.OnlyHost(r.concur.url)
	require.NoError(r.t, err)
	connections := auth.NewConnections(auth.Settings{
		App:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		Store: r.store, Hosts: hosts, Client: &http.Client{},
	})
	logins := r.concur.sim.Logins()
	r.concur.steady.Store(true)
	defer r.concur.steady.Store(false)
	for n := range callers {
		name := fmt.Sprintf("caller%02d", n)
		token, entry := caller.NewToken(name)
		require.NoError(r.t, caller.AddToken(file, entry))
		login := logins[n%len(logins)]
		refresh := r.concur.sim.ConnectScoped(login, scopes()...)
		require.NoError(r.t, connections.Import(r.t.Context(), "token/"+name, auth.User, auth.NewSecret(refresh), r.concur.url))
		_, err := connections.Token(r.t.Context(), "token/"+name, auth.User) // Now it is kept.
		require.NoError(r.t, err)
		r.log.secrets = append(r.log.secrets, token, refresh)
		r.callers = append(r.callers, newPerson(r, n, login, token))
	}
}

// steady is the replica that is never restarted.
func (r *rig) steady() *replica { return r.replicas[len(r.replicas)-1] }

// scopes are all that there are.
func scopes() []string {
	all := []string{"openid"}
	for _, operation := range catalogue.All() {
		for _, alternatives := range operation.Scopes {
			all = append(all, alternatives...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
