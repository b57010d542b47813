package config

import (
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Problems is everything that is wrong with the settings, a sentence each.
type Problems []string

// Error lists all problems, one per line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	slices.Sort(p)
	return p
}

var datacenterForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const shortestTimeout = time.Second

// Check finds everything that is wrong at once, after the secrets were read, but for
// the choice of tools, which the catalog checks. It fails with Problems. It is not called Validate, because kong would call that
// before there are secrets.
func (c *Config) Check() error {
	var problems Problems
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	_, err := c.Level()
	add(err != nil, "--log-level is %q; write debug, info, warn or error.", c.LogLevel)
	add(c.UpstreamTimeout < shortestTimeout, "--upstream-timeout is %s; give a second or more.", c.UpstreamTimeout)
	add(!datacenterForm.MatchString(c.Datacenter), "--datacenter is %q; write a name such as us2 or eu2.", c.Datacenter)
	if c.ConcurURL != "" {
		_, err := auth.OnlyHost(c.ConcurURL)
		add(err != nil, "--concur-url: %v.", err)
	}
	add((c.CompanyID == "") != c.Secrets.CompanyRequestToken.Empty(),
		"--company-id and %s go together: a company connection is made of both.", EnvCompanyRequestToken)
	add(c.DemoUser != "" && !c.Demo, "--demo-user needs --demo.")
	add(c.DemoQuickExpensesV3 && !c.Demo, "--demo-quick-expenses-v3 needs --demo.")
	if !c.Demo {
		problems = append(problems, c.missing()...)
	}
	return problems.orNil()
}

// missing finds what a connection to Concur lacks.
func (c *Config) missing() Problems {
	var problems Problems
	if c.ClientID == "" {
		problems = append(problems, "There is no OAuth application: set CONCUR_MCP_CLIENT_ID, or try the server with --demo.")
	}
	if c.Secrets.ClientSecret.Empty() {
		problems = append(problems, "There is no "+EnvClientSecret+"; it may also be given with _FILE or _COMMAND.")
	}
	return problems
}

// Level is the log level.
func (c *Config) Level() (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(c.LogLevel))
	return level, err
}
