package app_test

import (
	"net"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concur-mcp/concur-mcp/internal/app"
)

const scripts = "../../testdata/scripts"

func TestMain(m *testing.M) {
	opener := func() {
		if err := browse(os.Args[1]); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){
		// What opens the browser, by system.
		"xdg-open": opener, "open": opener,
		"concur-mcp": func() {
			//nolint:forbidigo // This is main of the program under test.
			os.Exit(app.Main(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts runs the program as people and clients do.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 scripts,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"freeaddress": freeAddress,
			"listening":   listening,
			"get":         get,
			"mcpcall":     mcpCall,
			"cutoff":      cutOff,
			"wrote":       wroteReport,
			"unknown":     unknownReport,
			"settled":     settled,
			"alter":       alter,
			"connection":  connection,
			"ended":       connectionEnded,
		},
	})
}

// freeAddress puts a loopback address that nobody listens on into a variable.
func freeAddress(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // It is closed at once.
	ts.Check(err)
	ts.Setenv(args[0], listener.Addr().String())
	ts.Check(listener.Close())
}

// listening waits until something answers at an address. The test's own deadline
// ends the wait.
func listening(_ *testscript.TestScript, _ bool, args []string) {
	for {
		connection, err := net.Dial("tcp", args[0]) //nolint:noctx // Loopback answers at once.
		if err == nil {
			_ = connection.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
