// Package auth owns who is who. Outbound: the connections to Concur, their
// tokens, refreshing them, and the hosts that tokens may be sent to. Inbound:
// who is calling.
//
// It must not know what the tokens are used for.
package auth
