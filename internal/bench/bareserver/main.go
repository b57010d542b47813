// Command bareserver is what the benchmarks compare with: servers that are written
// with the MCP SDK as its own examples write them.
//
//	bareserver stdio COUNT    as many typed tools as the program has, doing nothing
//	bareserver http UPSTREAM  one tool that fetches a report, over HTTP
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		panic(err)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("bareserver stdio COUNT | http UPSTREAM")
	}
	if args[0] == "http" {
		return overHTTP(context.Background(), args[1])
	}
	count, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("the number of tools: %w", err)
	}
	return overStdio(context.Background(), count)
}

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

func overStdio(ctx context.Context, count int) error {
	server := newServer()
	for i := range count {
		mcp.AddTool(server, &mcp.Tool{Name: fmt.Sprintf("tool_%d", i), Description: "Reads one expense report."},
			func(context.Context, *mcp.CallToolRequest, input) (*mcp.CallToolResult, output, error) {
				return nil, output{OK: true}, nil
			})
	}
	return server.Run(ctx, &mcp.StdioTransport{})
}

func newServer() *mcp.Server {
	return mcp.NewServer(&mcp.Implementation{Name: "bare", Version: "1"}, nil)
}
