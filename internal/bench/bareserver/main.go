// Command bareserver is what the benchmarks compare with: a server of the MCP
// SDK with as many typed tools as the program has, doing nothing.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// input has as many arguments as a usual tool.
type input struct {
	ReportID string   `json:"report_id" jsonschema:"the report"`
	Name     string   `json:"name,omitempty" jsonschema:"what it is called"`
	Purpose  string   `json:"purpose,omitempty"`
	Date     string   `json:"date,omitempty"`
	Limit    int      `json:"limit,omitempty" jsonschema:"rows, at most 200"`
	Fields   []string `json:"fields,omitempty"`
}

type output struct {
	OK bool `json:"ok"`
}

func main() {
	if err := run(); err != nil {
		panic(err)
	}
}

func run() error {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		return fmt.Errorf("the number of tools: %w", err)
	}
	server := mcp.NewServer(&mcp.Implementation{Name: "bare", Version: "1"}, nil)
	for i := range count {
		mcp.AddTool(server, &mcp.Tool{Name: fmt.Sprintf("tool_%d", i), Description: "Reads one expense report."},
			func(context.Context, *mcp.CallToolRequest, input) (*mcp.CallToolResult, output, error) {
				return nil, output{OK: true}, nil
			})
	}
	return server.Run(context.Background(), &mcp.StdioTransport{})
}
