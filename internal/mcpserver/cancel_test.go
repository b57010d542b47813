package mcpserver_test

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestACancellationReachesConcur cancels a call while Concur takes its time, and
// sees that nobody waits for Concur any more.
func TestACancellationReachesConcur(t *testing.T) {
	t.Parallel()
	for era, meta := range map[string]string{"legacy": `"_meta":{}`, "modern": modern} {
		t.Run(era, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				slow := simulator.Fault{Operation: "list_reports", Kind: simulator.Slow, Delay: time.Minute}
				kit := testkit.New(t, testkit.WithSimulator(simulator.Options{Faults: []simulator.Fault{slow}}))
				in, client := io.Pipe()
				answers, out := io.Pipe()
				ended := make(chan error, 1)
				go func() { ended <- mcpserver.RunStdio(t.Context(), kit.Server, in, out) }()
				received := make(chan string, 1)
				go func() {
					text, _ := io.ReadAll(answers) // It ends with the connection.
					received <- string(text)
				}()
				begin := time.Now()
				send(t, client, hello()+request("1", "tools/call", `{"name":"list_reports","arguments":{},`+meta+`}`))
				synctest.Wait()
				assert.Equal(t, []string{"list_reports"}, kit.Operations(), "Concur is busy with it")
				send(t, client, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`+"\n")
				synctest.Wait()
				require.NoError(t, client.Close())
				require.NoError(t, <-ended)
				assert.Zero(t, time.Since(begin), "nobody waited")
				assert.Contains(t, <-received, "The call was cancelled. Nothing was changed.")
			})
		})
	}
}

func send(t *testing.T, client io.Writer, lines string) {
	t.Helper()
	_, err := io.WriteString(client, lines)
	require.NoError(t, err)
}
