package faults_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// killings are the moments at which a process is killed.
func killings() []trouble {
	return []trouble{
		{name: "killed before", what: "The process is killed after the journal has it, and before it is sent.", killed: true},
		{name: "killed after", what: "The process is killed after Concur has done it, and before the answer.", killed: true},
	}
}

// victim is a call whose process is killed in the middle of it.
type victim struct {
	call call
	row  *row
	sim  *simulator.Simulator
	// url is where the other process finds the simulator.
	url          string
	method, path string
}

func newVictim(t *testing.T, c call) *victim {
	t.Helper()
	sim, err := simulator.New(simulator.Options{QuickExpensesV3: c.example.QuickExpensesV3})
	require.NoError(t, err)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	v := &victim{call: c, sim: sim, url: server.URL}
	v.prepare(t)
	sim.ResetJournal()
	kit := v.kit(t)
	result := kit.Call(c.Name, c.arguments())
	require.False(t, result.Failed, "%s: %s", c.name(), result.Text)
	for _, entry := range sim.Journal() {
		if entry.Committed {
			v.method, v.path = entry.Method, entry.Path
			v.row = &row{call: c, main: entry.Operation, clean: cell{seen: count(sim.Journal())}}
			break
		}
	}
	require.NotNil(t, v.row, "%s writes nothing", c.name())
	require.NoError(t, sim.Reset())
	v.prepare(t)
	sim.ResetJournal()
	return v
}

// kit is a session of who calls, on the simulator of the victim.
func (v *victim) kit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	all := append(v.call.options(), testkit.At(v.url, v.sim.Transport()))
	return testkit.New(t, append(all, options...)...)
}

func (v *victim) prepare(t *testing.T) {
	t.Helper()
	if first := v.call.way.first; first != "" {
		v.kit(t).Call(first, v.call.way.firstArgs).Into(&struct{}{})
	}
}

// kill has another process make all calls, and kills it when each has come to its write.
// It gives the stores that are left of it.
func kill(t *testing.T, victims []*victim, sent bool) (left []string) {
	t.Helper()
	folder := t.TempDir()
	errands := make([]errand, len(victims))
	for i, v := range victims {
		left = append(left, filepath.Join(folder, fmt.Sprint("store-", i)))
		errands[i] = errand{Call: v.call.name(), URL: v.url, Store: left[i], Method: v.method, Path: v.path, Sent: sent}
	}
	plan, err := json.Marshal(errands)
	require.NoError(t, err)
	path := filepath.Join(folder, "plan.json")
	require.NoError(t, os.WriteFile(path, plan, 0o600))

	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
	other.Env, other.Stderr = append(os.Environ(), childPlan+"="+path), os.Stderr
	stdin, err := other.StdinPipe()
	require.NoError(t, err)
	defer func() { _ = stdin.Close() }() // Its reader is dead.
	stdout, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	lines := bufio.NewScanner(stdout)
	for waiting := len(victims); waiting > 0 && lines.Scan(); {
		var what, more string
		var number int
		if n, _ := fmt.Sscanf(lines.Text(), "%s %d %q", &what, &number, &more); n != 3 {
			continue // A line of the testing package.
		}
		assert.Equal(t, held, what, "%s: %s", victims[number].call.name(), more)
		waiting--
	}
	require.NoError(t, other.Process.Kill())
	_ = other.Wait() // It was killed, which is an error.
	return left
}

// killedCells kills a process twice, and has the next one find out what became of its
// writes.
func killedCells(t *testing.T, all []call) []*row {
	t.Helper()
	var victims []*victim
	var rows []*row
	for _, c := range all {
		if c.Effect.Writes() {
			v := newVictim(t, c)
			victims, rows = append(victims, v), append(rows, v.row)
		}
	}
	for i, moment := range killings() {
		stores := kill(t, victims, i > 0)
		later := time.Now().Round(0).Add(time.Hour) // When the writes are surely over.
		for i, v := range victims {
			v.row.cells = append(v.row.cells, v.resolved(t, moment, stores[i], later))
		}
	}
	return rows
}
