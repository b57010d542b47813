package testkit

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// Operations lists the operations that Concur was asked for since the last
// Sim.ResetJournal, in order, sign-ins left out.
func (k *Kit) Operations() []string {
	var names []string
	for _, entry := range k.Sim.Journal() {
		if !strings.HasPrefix(entry.Operation, "oauth_") {
			names = append(names, entry.Operation)
		}
	}
	return names
}

// Writes lists those of Operations that may have changed something.
func (k *Kit) Writes() []string {
	var names []string
	for _, entry := range k.Sim.Writes() {
		names = append(names, entry.Operation)
	}
	return names
}

// From lists those of Operations from the first of a name on: what was read before a write
// to describe its target is left out.
func (k *Kit) From(operation string) []string {
	names := k.Operations()
	return names[max(0, slices.Index(names, operation)):]
}

// Attempts counts how often an operation was sent.
func (k *Kit) Attempts(operation string) int {
	n := 0
	for _, name := range k.Operations() {
		if name == operation {
			n++
		}
	}
	return n
}

// Sent is the last request of an operation, which must have been sent.
func (k *Kit) Sent(operation string) simulator.Entry {
	k.t.Helper()
	var last simulator.Entry
	for _, entry := range k.Sim.Journal() {
		if entry.Operation == operation {
			last = entry
		}
	}
	require.Equal(k.t, operation, last.Operation, "it was sent")
	return last
}
