// Package render owns what an agent reads: rows with chosen fields, cursors,
// the cap on the size of a list, money and dates, and the marking of text that
// people typed.
//
// It knows nothing of Concur's payloads and nothing of MCP.
package render
