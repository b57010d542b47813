// Package mcpserver puts the tools behind the Model Context Protocol: how a tool
// is listed, what a call and its failure look like on the wire, progress, and the
// stdio transport. It is the only room that knows the MCP SDK.
//
// It knows nothing of Concur: a tool is a definition and a function here.
package mcpserver
