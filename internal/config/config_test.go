package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/config"
)

func parse(t *testing.T, args ...string) (config.Config, error) {
	t.Helper()
	var c config.Config
	parser, err := kong.New(&c, config.Loader(), kong.Exit(func(int) {}))
	require.NoError(t, err)
	_, err = parser.Parse(args)
	return c, err
}

func settingsFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestWithoutSettingsThereAreDefaults(t *testing.T) {
	t.Parallel()
	c, err := parse(t)
	require.NoError(t, err)
	assert.Equal(t, "us2", c.Datacenter)
	assert.Equal(t, time.Minute, c.UpstreamTimeout)
	assert.Equal(t, "default", c.Profile)
}

func TestAFileSetsWhatIsNotAFlag(t *testing.T) {
	t.Parallel()
	path := settingsFile(t, `{"datacenter": "eu2", "read_only": true, "toolsets": ["reports", "expenses"], "upstream_timeout": "5s"}`)
	c, err := parse(t, "--config", path, "--datacenter", "cn")
	require.NoError(t, err)
	assert.Equal(t, "cn", c.Datacenter, "the flag beats the file")
	assert.True(t, c.ReadOnly)
	assert.Equal(t, []string{"reports", "expenses"}, c.Toolsets)
	assert.Equal(t, 5*time.Second, c.UpstreamTimeout)
}

func TestAFileWithSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"a misspelt setting": {`{"readonly": true}`, "readonly, which is no setting"},
		"a secret":           {`{"refresh_token": "x"}`, "secrets belong into the environment"},
		"not JSON":           {`read_only = true`, "not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(t, "--config", settingsFile(t, c.content))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestRulesForAgentsComeFromTheFile(t *testing.T) {
	t.Parallel()
	c, err := parse(t, "--config", settingsFile(t, `{"limits": {"max_approve": {"EUR": 500.10}}, "confirm": "all"}`))
	require.NoError(t, err)
	assert.Equal(t, "all", c.Confirm)
	assert.Equal(t, []string{"At most 500.10 EUR may be approved or paid out at once; other currencies are refused (limits.max_approve)."},
		c.Limits.Words(), "as it is written, digit by digit")
	c, err = parse(t)
	require.NoError(t, err)
	assert.True(t, c.Limits.Empty())
	assert.Equal(t, "irreversible", c.Confirm)

	for _, content := range []string{`{"limits": {"writes_per_day": 0, "policies": "x"}}`, `{"limits": null}`, `{"limits": false}`} {
		_, err = parse(t, "--config", settingsFile(t, content))
		require.ErrorContains(t, err, "limits", content)
	}
	_, err = parse(t, "--config", settingsFile(t, `{"limits": {"writes_per_day": 0, "policies": "x"}}`))
	require.ErrorContains(t, err, "limits.policies: ")
	require.ErrorContains(t, err, "\nlimits.writes_per_day: ", "all mistakes are told")
	assert.NotContains(t, err.Error(), "--limits", "there is no such flag")
	_, err = parse(t, "--limits", `{}`)
	assert.ErrorContains(t, err, "limits are set in the file of --config")
}

func TestWhoConfirmsIsOfNoUseWhereNobodyIsAsked(t *testing.T) {
	t.Parallel()
	for confirm, want := range map[string]string{"all": "", "irreversible": "", "none": "--person-confirms says who confirms"} {
		c, err := parse(t, "--demo", "--person-confirms", "--confirm", confirm)
		require.NoError(t, err)
		if want == "" {
			require.NoError(t, c.Check())
		} else {
			require.ErrorContains(t, c.Check(), want)
		}
	}
	_, err := parse(t, "--confirm", "maybe")
	assert.ErrorContains(t, err, "--confirm must be one of")
}

func TestAllProblemsAreListedAtOnce(t *testing.T) {
	t.Parallel()
	c, err := parse(t, "--log-level", "loud", "--upstream-timeout", "1ms", "--datacenter", "us2.evil.example",
		"--upstream-rate", "0", "--concur-url", "http://concur.example/path", "--demo-user", "x", "--demo-quick-expenses-v3")
	require.NoError(t, err)
	var problems config.Problems
	require.ErrorAs(t, c.Check(), &problems)
	assert.Len(t, problems, 9)
	for _, problem := range problems {
		assert.Regexp(t, `\.$`, problem, "a problem is a sentence")
	}
}

func TestTheRateToConcurIsANumberAboveZero(t *testing.T) {
	t.Parallel()
	for rate, good := range map[string]bool{"10": true, "0.5": true, "0": false, "-1": false, "NaN": false, "Inf": false} {
		c, err := parse(t, "--demo", "--upstream-rate="+rate)
		require.NoError(t, err)
		if good {
			assert.NoError(t, c.Check(), rate)
		} else {
			assert.ErrorContains(t, c.Check(), "--upstream-rate", rate)
		}
	}
}

func TestWhatMakesAConnectionIsChecked(t *testing.T) {
	t.Parallel()
	const company = "08a5b0a3-5d9c-4d8e-9c57-3d0a4d1f7e61"
	for _, c := range []struct {
		name   string
		args   []string
		secret string
		want   string
	}{
		{name: "a company with its request token", args: []string{"--company-id", company}, secret: "x"},
		{name: "a company whose request token will be asked for", args: []string{"--company-id", company}},
		{name: "a request token without a company", secret: "x", want: "needs --company-id"},
		{name: "a company by name", args: []string{"--company-id", "Haldenreyes"}, secret: "x", want: "is not a UUID"},
		{name: "a store in a file", args: []string{"--store", "file:connections"}},
		{name: "a store that is none", args: []string{"--store", "cupboard:hidden"}, want: "--store:"},
		{name: "a database without keys", args: []string{"--store", "postgres://user:hidden@db.example.com/concur"}, want: "--store:"},
		{name: "a sign-in that comes back to everybody", args: []string{"--callback-listen", "0.0.0.0:8764"}, want: "--callback-listen"},
		{name: "a sign-in that comes back to no port", args: []string{"--callback-listen", "127.0.0.1"}, want: "--callback-listen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			settings, err := parse(t, append([]string{"--demo"}, c.args...)...)
			require.NoError(t, err)
			require.NoError(t, settings.ReadSecrets(t.Context(), env(map[string]string{"CONCUR_MCP_COMPANY_REQUEST_TOKEN": c.secret})))
			if c.want == "" {
				assert.NoError(t, settings.Check())
				return
			}
			require.ErrorContains(t, settings.Check(), c.want)
			assert.NotContains(t, settings.Check().Error(), "hidden")
		})
	}
}

func TestACommandThatAsksNothingOfConcurNeedsNoApplication(t *testing.T) {
	t.Parallel()
	c, err := parse(t)
	require.NoError(t, err)
	getenv := env(map[string]string{"CONCUR_MCP_CLIENT_SECRET_FILE": "nowhere", "CONCUR_MCP_STORE_KEY": "kept"})
	require.ErrorContains(t, c.ReadSecrets(t.Context(), getenv), "cannot be read")
	require.NoError(t, c.ReadSecrets(t.Context(), getenv, config.EnvClientSecret))
	assert.False(t, c.Secrets.StoreKey.Empty())
	require.NoError(t, c.CheckLocal())
	require.ErrorContains(t, c.Check(), "no OAuth application")
	c.LogLevel = "loud"
	require.ErrorContains(t, c.CheckLocal(), "--log-level")
}

func TestSettingsThatAreRightPass(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"the demo":                     {"--demo"},
		"the demo as somebody":         {"--demo", "--demo-user", "somebody@example.com"},
		"the demo on a simulated host": {"--demo", "--concur-url", "http://127.0.0.1:8766/"},
		"a proxy":                      {"--demo", "--concur-url", "https://proxy.example"},
		"another data centre":          {"--demo", "--datacenter", "us-impl"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := parse(t, args...)
			require.NoError(t, err)
			assert.NoError(t, c.Check())
		})
	}
}

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestSecretsComeFromTheEnvironmentAFileOrACommand(t *testing.T) {
	t.Parallel()
	path := settingsFile(t, "from a file\n")
	c, err := parse(t, "--client-id", "id")
	require.NoError(t, err)
	require.NoError(t, c.ReadSecrets(t.Context(), env(map[string]string{
		"CONCUR_MCP_CLIENT_SECRET":                 "direct",
		"CONCUR_MCP_REFRESH_TOKEN_FILE":            path,
		"CONCUR_MCP_COMPANY_REFRESH_TOKEN_COMMAND": "echo from a command",
	})))
	assert.Equal(t, "direct", c.Secrets.ClientSecret.Reveal())
	assert.Equal(t, "from a file", c.Secrets.RefreshToken.Reveal())
	assert.Equal(t, "from a command", c.Secrets.CompanyRefreshToken.Reveal())
	assert.NoError(t, c.Check())
}

func TestSecretsThatCannotBeReadAreReported(t *testing.T) {
	t.Parallel()
	empty := settingsFile(t, "\n")
	for _, c := range []struct {
		name   string
		values map[string]string
		want   string
	}{
		{"two ways at once", map[string]string{"CONCUR_MCP_REFRESH_TOKEN": "x", "CONCUR_MCP_REFRESH_TOKEN_FILE": empty}, "more than one way"},
		{"a missing file", map[string]string{"CONCUR_MCP_REFRESH_TOKEN_FILE": empty + "x"}, "CONCUR_MCP_REFRESH_TOKEN_FILE cannot be read"},
		{"an empty file", map[string]string{"CONCUR_MCP_REFRESH_TOKEN_FILE": empty}, "CONCUR_MCP_REFRESH_TOKEN_FILE gave nothing"},
		{"a failing command", map[string]string{"CONCUR_MCP_CLIENT_SECRET_COMMAND": "exit 3"}, "COMMAND failed: exit status 3"},
		{"a silent command", map[string]string{"CONCUR_MCP_CLIENT_SECRET_COMMAND": "exit 0"}, "CONCUR_MCP_CLIENT_SECRET_COMMAND gave nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var settings config.Config
			err := settings.ReadSecrets(t.Context(), env(c.values))
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestProblemsDoNotQuoteAnAddress(t *testing.T) {
	t.Parallel()
	c, err := parse(t, "--demo", "--concur-url", "https://user:hidden@proxy.example")
	require.NoError(t, err)
	require.ErrorContains(t, c.Check(), "--concur-url")
	assert.NotContains(t, c.Check().Error(), "hidden")
}

func TestASecretDoesNotShow(t *testing.T) {
	t.Parallel()
	var c config.Config
	require.NoError(t, c.ReadSecrets(t.Context(), env(map[string]string{"CONCUR_MCP_CLIENT_SECRET": "hidden"})))
	encoded, err := json.Marshal(c.Secrets)
	require.NoError(t, err)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "secret", c.Secrets.ClientSecret)
	hider := struct{ secrets config.Secrets }{c.Secrets} // fmt calls no method of what is not exported
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", hider, hider, hider), "hidden")
	for _, shown := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v", c.Secrets, c.Secrets, c.Secrets), string(encoded), log.String()} {
		assert.NotContains(t, shown, "hidden")
		assert.Contains(t, shown, "redacted")
	}
}
