// Package auth owns the connections to Concur: how people and companies make them,
// whose accounts they prove to be, how their tokens are kept fresh, which hosts
// those may be sent to, and how a connection ends.
//
// It must not know what the tokens are used for. Who is calling the server is the
// subject of auth/caller.
package auth
