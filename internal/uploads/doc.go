// Package uploads owns the links by which a person hands over a receipt: a page to
// drop a file on, and the file until a tool has taken it.
//
// It knows nothing of Concur and nothing of MCP. Who asked, what for and what may
// come in are given to it; the link, the file and the page are its own.
package uploads
