package config

import (
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

// Problems is everything that is wrong with the settings, a sentence each.
type Problems []string

// Error lists all problems, one per line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// add takes in a problem where something is wrong.
func (p *Problems) add(wrong bool, format string, args ...any) {
	if wrong {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	slices.Sort(p)
	return p
}

var (
	datacenterForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	uuidForm       = regexp.MustCompile(`^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// IsUUID reports whether a text has the form of the ids of companies.
func IsUUID(text string) bool { return uuidForm.MatchString(text) }

const (
	shortestTimeout = time.Second
	// highestRate is more than a computer sends.
	highestRate = 1e6
)

// Check finds everything that is wrong at once, after the secrets were read, but for
// the choice of tools, which the catalog checks. It fails with Problems. It is not
// called Validate, because kong would call that before there are secrets.
func (c *Config) Check() error { return c.problems().orNil() }

// CheckLocal is Check for a command that asks nothing of Concur, and so needs no OAuth
// application.
func (c *Config) CheckLocal() error { return c.localProblems().orNil() }

func (c *Config) problems() Problems {
	problems := c.localProblems()
	if !c.Demo {
		problems = append(problems, c.missing()...)
	}
	return problems
}

func (c *Config) localProblems() Problems {
	var problems Problems
	_, err := c.Level()
	problems.add(err != nil, "--log-level is %q; write debug, info, warn or error.", c.LogLevel)
	problems.add(c.UpstreamTimeout < shortestTimeout, "--upstream-timeout is %s; give a second or more.", c.UpstreamTimeout)
	problems.add(math.IsNaN(c.UpstreamRate) || c.UpstreamRate <= 0 || c.UpstreamRate > highestRate,
		"--upstream-rate is %g; give a number above zero, such as 10.", c.UpstreamRate)
	problems.add(!datacenterForm.MatchString(c.Datacenter), "--datacenter is %q; write a name such as us2 or eu2.", c.Datacenter)
	if c.ConcurURL != "" {
		_, err := auth.OnlyHost(c.ConcurURL)
		problems.add(err != nil, "--concur-url: %v.", err)
	}
	problems.add(c.PersonConfirms && c.Confirm == string(approve.None),
		"--person-confirms says who confirms, and with --confirm none nobody is asked; take one of them away.")
	problems.add(c.DemoUser != "" && !c.Demo, "--demo-user needs --demo.")
	problems.add(c.DemoQuickExpensesV3 && !c.Demo, "--demo-quick-expenses-v3 needs --demo.")
	return append(problems, c.connectionProblems()...)
}

// connectionProblems is about making and keeping connections.
func (c *Config) connectionProblems() Problems {
	var problems Problems
	local, err := onLoopback(c.CallbackListen)
	problems.add(err != nil || !local, "--callback-listen is %q; write a loopback address such as 127.0.0.1:8764.", c.CallbackListen)
	problems.add(c.CompanyID != "" && !IsUUID(c.CompanyID),
		"--company-id is not a UUID; Concur shows it beside the company request token.")
	problems.add(c.CompanyID == "" && !c.Secrets.CompanyRequestToken.Empty(),
		"%s needs --company-id: a company connection is made of both.", EnvCompanyRequestToken)
	if c.Store != "" {
		err := stores.Check(c.Store, c.Secrets.StoreKey.Reveal())
		problems.add(err != nil, "--store: %v.", err)
	}
	return problems
}

// missing finds what a connection to Concur lacks.
func (c *Config) missing() Problems {
	var problems Problems
	problems.add(c.ClientID == "", "There is no OAuth application: set CONCUR_MCP_CLIENT_ID. To try without one, use --demo.")
	problems.add(c.Secrets.ClientSecret.Empty(), "There is no secret of the OAuth application: set %s, or the same with _FILE or _COMMAND.",
		EnvClientSecret)
	return problems
}

// Level is the log level.
func (c *Config) Level() (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(c.LogLevel))
	return level, err
}
