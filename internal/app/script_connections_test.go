package app_test

import (
	"context"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

// connection puts a connection into a store as a sign-in leaves it: connection STORE
// PRINCIPAL KIND SCOPE...
func connection(ts *testscript.TestScript, _ bool, args []string) {
	changeConnection(ts, args[0], args[1], args[2], func(r *tokenstore.Record) {
		r.Subject, r.Scopes, r.RefreshToken, r.Geolocation = "uuid-of-"+args[1], args[3:], "refresh", ts.Getenv("CONCUR_MCP_CONCUR_URL")
	})
}

// connectionEnded is a connection that Concur refused: ended STORE PRINCIPAL.
func connectionEnded(ts *testscript.TestScript, _ bool, args []string) {
	changeConnection(ts, args[0], args[1], "user", func(r *tokenstore.Record) { r.State = tokenstore.SignInAgain })
}

func changeConnection(ts *testscript.TestScript, address, principal, kind string, change func(*tokenstore.Record)) {
	ctx := context.Background()
	store, err := stores.Open(ctx, stores.Options{Address: address})
	ts.Check(err)
	defer func() { ts.Check(store.Close()) }()
	_, err = store.Update(ctx, tokenstore.Key{Principal: principal, Kind: kind}, func(r tokenstore.Record) (tokenstore.Record, error) {
		change(&r)
		return r, nil
	})
	ts.Check(err)
}
