package mcpserver_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/tools"
)

// progressOf runs a tool that works for some seconds, saying something each
// quarter of a second, and gives the notifications that came.
func progressOf(t *testing.T, params string, seconds int, report func(quarter int, call *tools.Call)) []map[string]any {
	t.Helper()
	var notices []map[string]any
	synctest.Test(t, func(t *testing.T) {
		work := sample("work", tools.Read, func(_ context.Context, call *tools.Call, _ sayIn) (sayOut, error) {
			time.Sleep(100 * time.Millisecond) // so that nothing falls on a full second
			for quarter := range 4 * seconds {
				time.Sleep(250 * time.Millisecond)
				report(quarter+1, call)
			}
			return sayOut{"done"}, nil
		})
		output := lines(t, serverOf(work), hello()+request("1", "tools/call", params))
		assert.Contains(t, output[len(output)-1], "result", "the answer is the last word")
		for _, line := range output {
			if line["method"] == "notifications/progress" {
				notices = append(notices, line["params"].(map[string]any))
			}
		}
	})
	return notices
}

const withToken = `{"name":"work","arguments":{"text":"x"},"_meta":{"progressToken":"p"}}`

func TestProgressIsToldOnceASecond(t *testing.T) {
	t.Parallel()
	notices := progressOf(t, withToken, 3, func(quarter int, call *tools.Call) {
		call.Progress(t.Context(), quarter, 12, fmt.Sprintf("%d of 12", quarter))
	})
	assert.Len(t, notices, 3)
	last := 0.0
	for _, notice := range notices {
		assert.Equal(t, "p", notice["progressToken"])
		assert.Greater(t, notice["progress"], last)
		assert.EqualValues(t, 12, notice["total"])
		assert.Contains(t, notice["message"], "of 12")
		last = notice["progress"].(float64)
	}
}

func TestASilentToolHasAHeartbeat(t *testing.T) {
	t.Parallel()
	notices := progressOf(t, withToken, 4, func(int, *tools.Call) {})
	last := 0.0
	for i, notice := range notices {
		assert.Equal(t, fmt.Sprintf("Say something: still working after %d s", i+1), notice["message"])
		assert.NotContains(t, notice, "total")
		assert.Greater(t, notice["progress"], last)
		last = notice["progress"].(float64)
	}
	assert.Len(t, notices, 4)
}

func TestProgressNeverFallsBackOrPassesItsTotal(t *testing.T) {
	t.Parallel()
	notices := progressOf(t, withToken, 4, func(quarter int, call *tools.Call) {
		call.Progress(t.Context(), max(0, 12-quarter), 9, "going back")
	})
	assert.NotEmpty(t, notices)
	last := 0.0
	for _, notice := range notices {
		assert.Greater(t, notice["progress"], last)
		assert.LessOrEqual(t, notice["progress"], 9.0)
		last = notice["progress"].(float64)
	}
}

func TestNobodyIsToldOfWhatIsShortOrWasNotAskedFor(t *testing.T) {
	t.Parallel()
	report := func(quarter int, call *tools.Call) { call.Progress(t.Context(), quarter, 0, "working") }
	assert.Empty(t, progressOf(t, strings.ReplaceAll(withToken, `"progressToken":"p"`, ""), 5, report))
	assert.Empty(t, progressOf(t, withToken, 0, report))
}
