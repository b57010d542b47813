// Package files opens receipts: from the folders that the operator allows, or
// from base64 text. It says what a file really is, whatever its name says, and
// gives its content as a stream. It saves new files there, too.
//
// It knows nothing of Concur and nothing of MCP.
package files
