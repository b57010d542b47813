// Package front is the front door of serve: what every HTTP request passes on its
// way in, whoever it is for. It finds out where a request comes from, names it, logs
// and counts it, catches panics, keeps certificates fresh, and sees people out when
// the server ends.
//
// It knows nothing of MCP, of pages or of callers.
package front
