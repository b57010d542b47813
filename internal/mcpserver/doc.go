// Package mcpserver puts the tools behind the Model Context Protocol: how a tool
// is listed, what a call and its failure look like on the wire, progress,
// what a person is asked for on the way, and the transports: stdio, streamable HTTP
// for all versions of the protocol, and SSE. It is the only room that knows the MCP SDK.
//
// It knows nothing of Concur: a tool is a definition and a function here.
package mcpserver
