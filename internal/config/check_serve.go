package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// The ways a caller proves who it is.
const (
	AuthNone  = "none"
	AuthToken = "token"
	AuthOIDC  = "oidc"
)

// CheckServing finds everything that is wrong at once with the settings of a server
// for many callers, those that it shares with other commands included. It fails with
// Problems.
func (c *Config) CheckServing(s *Serving) error {
	problems := append(c.problems(), s.problems(c.Demo)...)
	problems.add(s.Auth != AuthNone && !c.Secrets.RefreshToken.Empty(),
		"%s is the connection of one person, and with --auth %s there is no saying whose; take it away, and let callers sign in.",
		EnvRefreshToken, s.Auth)
	problems.add(s.Auth != AuthNone && c.DemoUser != "",
		"--demo-user is who calls alone, and with --auth %s many do; let them sign in.", s.Auth)
	return problems.orNil()
}

func (s *Serving) problems(demo bool) Problems {
	return append(append(s.addressProblems(demo), s.callerProblems()...), s.pageProblems()...)
}

// addressProblems is about where the server listens.
func (s *Serving) addressProblems(demo bool) Problems {
	var problems Problems
	local, err := onLoopback(s.Listen)
	problems.add(err != nil, "--listen is %q; write an address and a port, such as 127.0.0.1:8765.", s.Listen)
	if err == nil && !local {
		const reached = "--listen %s can be reached from other machines: "
		problems.add(s.Auth == AuthNone,
			reached+"callers have to prove who they are. Set --auth to token or oidc, or listen on 127.0.0.1.", s.Listen)
		problems.add(s.TLSCert == "" && len(s.TrustedProxies) == 0, reached+"tokens would travel in the clear. "+
			"Give --tls-cert and --tls-key, or name the proxy that does TLS with --trusted-proxies.", s.Listen)
		problems.add(s.PublicURL == "", reached+"say with --public-url how browsers call this server.", s.Listen)
	}
	problems.add((s.TLSCert == "") != (s.TLSKey == ""), "--tls-cert and --tls-key go together.")
	for _, proxy := range s.TrustedProxies {
		_, err := network(proxy)
		problems.add(err != nil, "--trusted-proxies has %q; write addresses or ranges such as 10.0.0.0/8.", proxy)
	}
	if s.MetricsListen != "" {
		_, err := onLoopback(s.MetricsListen)
		problems.add(err != nil, "--metrics-listen is %q; write an address and a port, such as 127.0.0.1:9090.", s.MetricsListen)
		problems.add(s.MetricsListen == s.Listen, "--metrics-listen is the same as --listen; leave it out to serve both in one place.")
	}
	if demo {
		local, err := onLoopback(s.DemoListen)
		problems.add(err != nil || !local,
			"--demo-listen is %q; write a loopback address such as 127.0.0.1:8766, because anybody may sign in there.", s.DemoListen)
	}
	problems.add(s.CallerRate < 0, "--caller-rate is below zero; write 0 for no limit.")
	problems.add(s.ShutdownPatience <= 0, "--shutdown-patience is %s; give it some seconds.", s.ShutdownPatience)
	return problems
}

// callerProblems is about who may call.
func (s *Serving) callerProblems() Problems {
	var problems Problems
	problems.add(s.Auth == AuthToken && s.AuthTokens == "",
		"--auth token needs --auth-tokens, the file with the callers; concur-mcp token makes one.")
	problems.add(s.Auth != AuthToken && s.AuthTokens != "", "--auth-tokens goes with --auth token.")
	if s.Auth == AuthOIDC {
		_, err := auth.OnlyHost(originOf(s.OIDCIssuer))
		problems.add(err != nil, "--auth oidc needs --oidc-issuer, the https address of whoever issues the tokens.")
		return problems
	}
	given := s.OIDCIssuer + s.OIDCAudience + s.OIDCCompanyScope + s.OIDCWriteScope + s.OIDCUnconfirmedScope
	problems.add(given != "" || len(s.OIDCScopes) > 0,
		"The --oidc settings go with --auth oidc.")
	return problems
}

// pageProblems is about addresses that browsers see.
func (s *Serving) pageProblems() Problems {
	var problems Problems
	problems = append(problems, s.publicProblems()...)
	for _, origin := range s.AllowedOrigins {
		_, err := auth.OnlyHost(origin)
		problems.add(err != nil, "--allowed-origins has %q; write a scheme and a host such as https://app.example.com.", origin)
	}
	return problems
}

// publicProblems is about how the outside names the server.
func (s *Serving) publicProblems() Problems {
	var problems Problems
	problems.add(s.Auth == AuthNone && len(s.TrustedProxies) > 0,
		"--trusted-proxies lets others call by a proxy, and with --auth none nobody proves who they are; set --auth to token or oidc.")
	if s.PublicURL == "" {
		return problems
	}
	_, err := auth.OnlyHost(s.PublicURL)
	problems.add(err != nil, "--public-url: %v.", err)
	public, err := url.Parse(s.PublicURL)
	if err != nil {
		return problems
	}
	problems.add(s.Auth == AuthNone && !isLoopback(public.Hostname()),
		"--public-url %s is reached from other machines, and with --auth none nobody proves who they are; set --auth to token or oidc.",
		public.Redacted())
	problems.add(public.Scheme == "https" && s.TLSCert == "" && len(s.TrustedProxies) == 0,
		"--public-url is https, and nobody does TLS: give --tls-cert and --tls-key, or name the proxy that does it with --trusted-proxies.")
	problems.add(public.Scheme == "http" && s.TLSCert != "", "--public-url is http, and --tls-cert makes the server speak https; write https.")
	return problems
}

// onLoopback reports whether an address to listen on can be reached from this machine
// only. It fails for what is no address with a port.
func onLoopback(address string) (bool, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false, err
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false, err
	}
	return isLoopback(host), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// originOf leaves the scheme and host of an address: that of an issuer may have a path.
func originOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.User != nil {
		return ""
	}
	return strings.TrimSuffix(parsed.Scheme+"://"+parsed.Host, "/")
}
