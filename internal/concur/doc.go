// Package concur is the client of SAP Concur: one session for a principal, one
// file for each Concur API, and below them the routing between user and company
// tokens, retries by the safety of the operation, errors, ids and money.
//
// It is the only room that speaks HTTP to Concur. It knows nothing of tools or
// of MCP.
package concur
