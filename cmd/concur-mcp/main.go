// The concur-mcp program: an MCP server for SAP Concur expense work.
package main

import (
	"os"

	"github.com/concur-mcp/concur-mcp/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
