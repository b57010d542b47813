// Package tools owns what a tool is: its definition, its one effect, its
// toolset, and how its arguments become a typed value.
//
// It knows neither MCP nor HTTP nor Concur. The packages below it hold one
// toolset each; tools/catalog lists them all.
package tools
