// Package bench measures the program against a bare server of the MCP SDK in
// the same run, so that the figures are ratios which mean the same on any
// machine. `make bench` runs it; nothing here is part of the program.
package bench
