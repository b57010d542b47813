package config_test

import (
	"net"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/config"
)

// served parses what the serve command does.
func served(t *testing.T, args ...string) error {
	t.Helper()
	var settings struct {
		config.Config
		config.Serving
	}
	parser, err := kong.New(&settings, config.Loader(), kong.Exit(func(int) {}))
	require.NoError(t, err)
	_, err = parser.Parse(append([]string{"--demo"}, args...))
	require.NoError(t, err)
	return settings.CheckServing(&settings.Serving)
}

func TestServingThatIsRightPasses(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"nothing but defaults":         {},
		"another port of this machine": {"--listen", "localhost:9000", "--public-url", "http://localhost:9000"},
		"the IPv6 loopback":            {"--listen", "[::1]:8765"},
		"everybody with a token over TLS": {
			"--listen", ":443", "--auth", "token", "--auth-tokens", "f", "--tls-cert", "c", "--tls-key", "k",
			"--public-url", "https://concur.example.com",
		},
		"everybody of an issuer by a proxy": {
			"--listen", "0.0.0.0:8765", "--auth", "oidc", "--oidc-issuer", "https://login.example.com/tenant",
			"--trusted-proxies", "10.0.0.0/8,192.0.2.1", "--public-url", "https://concur.example.com",
		},
		"a page elsewhere that may call":   {"--allowed-origins", "https://app.example.com"},
		"metrics on an address of its own": {"--metrics-listen", "0.0.0.0:9090"},
		"no limit":                         {"--caller-rate", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.NoError(t, served(t, args...))
		})
	}
}

func TestServingThatWouldLetAnybodyInIsRefused(t *testing.T) {
	t.Parallel()
	open := []string{"--listen", "0.0.0.0:8765", "--public-url", "https://concur.example.com"}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"without callers that prove who they are", append(open, "--trusted-proxies", "10.0.0.0/8"), "callers have to prove who they are"},
		{"without TLS and without a proxy", append(open, "--auth", "token", "--auth-tokens", "f"), "in the clear"},
		{"every address by an empty host", []string{"--listen", ":8765"}, "callers have to prove who they are"},
		{"without an address for browsers", []string{"--listen", ":8765"}, "say with --public-url"},
		{"a simulated Concur for everybody", []string{"--demo-listen", "0.0.0.0:8766"}, "--demo-listen"},
		{"a public address without https", []string{"--public-url", "http://concur.example.com"}, "--public-url: the base URL must use https"},
		{"an issuer without https", []string{"--auth", "oidc", "--oidc-issuer", "http://login.example.com"}, "--oidc-issuer"},
		{"an issuer with a password", []string{"--auth", "oidc", "--oidc-issuer", "https://user:hidden@login.example.com"}, "--oidc-issuer"},
		{"no issuer", []string{"--auth", "oidc"}, "--oidc-issuer"},
		{"tokens without a file", []string{"--auth", "token"}, "--auth-tokens"},
		{"a file that nothing reads", []string{"--auth-tokens", "f"}, "goes with --auth token"},
		{"an audience that nothing reads", []string{"--oidc-audience", "a"}, "go with --auth oidc"},
		{"a certificate without its key", []string{"--tls-cert", "c"}, "go together"},
		{"a listener without a port", []string{"--listen", "127.0.0.1"}, "--listen is"},
		{"a port that is none", []string{"--listen", "127.0.0.1:99999"}, "--listen is"},
		{"a proxy by name", []string{"--trusted-proxies", "proxy.example.com"}, "--trusted-proxies has"},
		{"an origin with a path", []string{"--allowed-origins", "https://app.example.com/page"}, "--allowed-origins has"},
		{"an origin for everybody", []string{"--allowed-origins", "*"}, "--allowed-origins has"},
		{"metrics in the place of everything", []string{"--metrics-listen", "127.0.0.1:8765"}, "the same as --listen"},
		{
			"nobody's proof behind a public address",
			[]string{"--public-url", "https://concur.example.com", "--tls-cert", "c", "--tls-key", "k"},
			"reached from other machines",
		},
		{"nobody's proof behind a proxy", []string{"--trusted-proxies", "127.0.0.1"}, "--trusted-proxies lets others call"},
		{
			"https that nobody does",
			[]string{"--auth", "token", "--auth-tokens", "f", "--public-url", "https://concur.example.com"},
			"nobody does TLS",
		},
		{
			"http where there is a certificate",
			[]string{"--tls-cert", "c", "--tls-key", "k", "--public-url", "http://127.0.0.1:8765"},
			"write https",
		},
		{
			"one sample person for many callers",
			[]string{"--auth", "token", "--auth-tokens", "f", "--demo-user", "x"},
			"--demo-user is who calls alone",
		},
		{"a rate below zero", []string{"--caller-rate=-1"}, "--caller-rate"},
		{"no patience", []string{"--shutdown-patience", "0s"}, "--shutdown-patience"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := served(t, c.args...)
			require.ErrorContains(t, err, c.want)
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestThePersonOfATokenFromOutsideIsTheOneWhoCallsAlone(t *testing.T) {
	t.Parallel()
	c, serving := config.Config{Demo: true}, config.Serving{Auth: config.AuthToken, AuthTokens: "f"}
	require.NoError(t, c.ReadSecrets(t.Context(), env(map[string]string{"CONCUR_MCP_REFRESH_TOKEN": "hidden"})))
	err := c.CheckServing(&serving)
	require.ErrorContains(t, err, "CONCUR_MCP_REFRESH_TOKEN is the connection of one person")
	assert.NotContains(t, err.Error(), "hidden")
	serving = config.Serving{Auth: config.AuthNone}
	assert.NotContains(t, c.CheckServing(&serving).Error(), "one person")
}

func TestLinksBeginWithThePublicAddress(t *testing.T) {
	t.Parallel()
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8765}
	for want, serving := range map[string]config.Serving{
		"http://127.0.0.1:8765":      {},
		"https://127.0.0.1:8765":     {TLSCert: "c"},
		"https://concur.example.com": {PublicURL: "https://concur.example.com/"},
	} {
		assert.Equal(t, want, serving.Base(listening))
	}
}

func TestAProxyIsAnAddressOrARange(t *testing.T) {
	t.Parallel()
	serving := config.Serving{TrustedProxies: []string{"10.1.2.3/8", "192.0.2.1", "fd00::1"}}
	var texts []string
	for _, proxy := range serving.Proxies() {
		texts = append(texts, proxy.String())
	}
	assert.Equal(t, []string{"10.0.0.0/8", "192.0.2.1/32", "fd00::1/128"}, texts)
}
