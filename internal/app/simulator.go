package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

type simulatorCommand struct {
	Listen string `default:"127.0.0.1:8766" env:"CONCUR_MCP_SIMULATOR_LISTEN" placeholder:"ADDRESS" help:"Address and port to listen on."`
	// QuickExpensesV3 is as in --demo-quick-expenses-v3.
	QuickExpensesV3 bool `name:"quick-expenses-v3" help:"Let the company still have Quick Expenses v3."`
}

// Help shows how it is used.
func (simulatorCommand) Help() string {
	return `Keeps one simulated company in memory until it is stopped, so that several clients can work on it: a
traveller in one, the approver in another. It prints the settings that each of them needs. Open its address in a browser to see its state.

Examples:
  concur-mcp simulator
  concur-mcp simulator --listen 127.0.0.1:0`
}

// headerPatience keeps a client that says nothing from holding a connection.
const headerPatience = 10 * time.Second

// Run serves the simulator until a signal comes.
func (s *simulatorCommand) Run(ctx context.Context, streams Streams) error {
	simulated, err := simulator.New(simulator.Options{QuickExpensesV3: s.QuickExpensesV3})
	if err != nil {
		return err
	}
	listener, err := listenAt(ctx, s.Listen, "--listen")
	if err != nil {
		return err
	}
	printSettings(streams.Err, "http://"+listener.Addr().String(), simulated)
	server := &http.Server{Handler: simulated, ReadHeaderTimeout: headerPatience}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // What is cut off is a simulation.
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// printSettings says how another terminal connects.
func printSettings(out io.Writer, url string, simulated *simulator.Simulator) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("A simulated Concur is on %s (open it in a browser). Ctrl-C ends it.\n", url)
	say("# In every other terminal:")
	say("export CONCUR_MCP_CONCUR_URL=%s", url)
	say("export CONCUR_MCP_CLIENT_ID=%s", simulator.ClientID)
	say("export %s=%s\n", config.EnvClientSecret, simulator.ClientSecret)
	say("# To be the traveller, Rita Alves:")
	say("export %s=%s\n", config.EnvRefreshToken, simulated.Connect(sampleTraveller))
	say("# To be her approver, Tom Berg:")
	say("export %s=%s\n", config.EnvRefreshToken, simulated.Connect(sampleApprover))
	say("# To be the administrator, Ada Novak:")
	say("export %s=%s\n", config.EnvRefreshToken, simulated.Connect(sampleAdministrator))
	say("# For what the company may do besides, with either of them or alone:")
	say("export %s=%s\n", config.EnvCompanyRefreshToken, simulated.ConnectCompany())
	say("# To connect as people do, leave those tokens out. The sign-in page is %s/oauth2/v0/authorize, mails lie in", url)
	say("# %s/_sim/outbox, and App Center is %s/_sim/app-center. Then for example:", url, url)
	say("concur-mcp login")
	say("concur-mcp login --otp %s", sampleTraveller)
	say("# Or connect the company (concur-mcp login --company) by a request token, which is good for 24 hours:")
	say("export CONCUR_MCP_COMPANY_ID=%s", simulated.CompanyID())
	say("export %s=%s\n", config.EnvCompanyRequestToken, simulated.RequestToken())
	say("# And then for example: concur-mcp call list_reports")
}
