// Package fetch reads files from addresses that somebody else names: the image
// store that Concur points at, or a receipt that a caller links to. Such an address
// may be made to point into the network of this machine, so only public https
// addresses are called, and nothing is said to them that is worth anything: no
// token, no cookie, no name of the caller.
//
// It knows nothing of Concur and nothing of MCP.
package fetch
