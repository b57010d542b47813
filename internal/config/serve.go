package config

import (
	"net"
	"net/netip"
	"strings"
	"time"
)

// Serving are the settings of serve alone.
type Serving struct {
	// Listen is where callers and browsers come in.
	Listen string `env:"CONCUR_MCP_LISTEN" default:"127.0.0.1:8765" placeholder:"ADDRESS" help:"Where to listen. An address that is not loopback needs --auth token or oidc."`
	// PublicURL is how the outside names the server; sign-in links and the redirect
	// address that is registered in Concur begin with it.
	PublicURL string `name:"public-url" env:"CONCUR_MCP_PUBLIC_URL" placeholder:"URL" help:"Address of this server as browsers see it; http on loopback only."`
	// TLSCert and TLSKey are PEM files; both or none.
	TLSCert string `name:"tls-cert" env:"CONCUR_MCP_TLS_CERT" placeholder:"FILE" help:"Certificate chain in PEM, to serve https."`
	TLSKey  string `name:"tls-key" env:"CONCUR_MCP_TLS_KEY" placeholder:"FILE" help:"Key of the certificate in PEM."`
	// TrustedProxies may say for whom they call (X-Forwarded-For, -Proto, -Host).
	TrustedProxies []string `env:"CONCUR_MCP_TRUSTED_PROXIES" placeholder:"CIDR" help:"Proxies whose X-Forwarded headers are believed, by commas."`
	// AllowedOrigins are web pages, besides the server's own, that may call /mcp.
	AllowedOrigins []string `env:"CONCUR_MCP_ALLOWED_ORIGINS" placeholder:"ORIGIN" help:"Web origins that may call the server, by commas."`
	// MetricsListen takes /metrics off the main address.
	MetricsListen string `env:"CONCUR_MCP_METRICS_LISTEN" placeholder:"ADDRESS" help:"Serve /metrics on an address of its own. Without it, /metrics answers direct callers on this machine only."`

	// Auth says how a caller proves who it is.
	Auth string `env:"CONCUR_MCP_AUTH" default:"none" enum:"none,token,oidc" help:"Who may call: none (loopback only), token or oidc."`
	// AuthTokens is a JSON file of hashed tokens (--auth token).
	AuthTokens string `env:"CONCUR_MCP_AUTH_TOKENS" placeholder:"FILE" help:"With --auth token: the callers, made with concur-mcp token."`
	// OIDCIssuer and the following belong to --auth oidc.
	OIDCIssuer   string `name:"oidc-issuer" env:"CONCUR_MCP_OIDC_ISSUER" placeholder:"URL" help:"With --auth oidc: who issues the tokens."`
	OIDCAudience string `name:"oidc-audience" env:"CONCUR_MCP_OIDC_AUDIENCE" placeholder:"TEXT" help:"With --auth oidc: the audience of the tokens; the public address of /mcp if not given."`
	// OIDCScopes are all needed for any call.
	OIDCScopes []string `name:"oidc-scopes" env:"CONCUR_MCP_OIDC_SCOPES" placeholder:"SCOPE" help:"With --auth oidc: scopes that a caller needs."`
	// OIDCCompanyScope lets a caller use the company connection of the deployment,
	// which sees everybody's expenses; without it nobody may.
	OIDCCompanyScope string `name:"oidc-company-scope" env:"CONCUR_MCP_OIDC_COMPANY_SCOPE" placeholder:"SCOPE" help:"With --auth oidc: scope that allows the use of the company connection."`
	// OIDCWriteScope and OIDCUnconfirmedScope are what read_only and confirm are in the file
	// of --auth token.
	OIDCWriteScope       string `name:"oidc-write-scope" env:"CONCUR_MCP_OIDC_WRITE_SCOPE" placeholder:"SCOPE" help:"With --auth oidc: scope without which a caller only reads; all may write if not given."`
	OIDCUnconfirmedScope string `name:"oidc-unconfirmed-scope" env:"CONCUR_MCP_OIDC_UNCONFIRMED_SCOPE" placeholder:"SCOPE" help:"With --auth oidc: scope of programs that are asked about nothing, as with --confirm none."`

	// CallerRate is how many requests a second one caller may send, after a burst of
	// four times as many.
	CallerRate float64 `env:"CONCUR_MCP_CALLER_RATE" default:"20" help:"Requests a second that one caller may send; 0 sets no limit."`
	// ShutdownPatience is how long running calls may take to finish at the end. Those who
	// run containers kill after ten seconds; the store is to be closed by then.
	ShutdownPatience time.Duration `env:"CONCUR_MCP_SHUTDOWN_PATIENCE" default:"9s" help:"How long running calls may take to finish at the end."`
	// DemoListen is the simulated Concur of --demo, for the browser.
	DemoListen string `env:"CONCUR_MCP_DEMO_LISTEN" default:"127.0.0.1:8766" placeholder:"ADDRESS" help:"With --demo: where the simulated Concur is, for your browser."`
}

// Proxies are TrustedProxies as networks, those that are none left out.
func (s *Serving) Proxies() []netip.Prefix {
	var proxies []netip.Prefix
	for _, text := range s.TrustedProxies {
		if proxy, err := network(text); err == nil {
			proxies = append(proxies, proxy)
		}
	}
	return proxies
}

// network reads a range of addresses, or a single one.
func network(text string) (netip.Prefix, error) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Masked(), nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(address, address.BitLen()), nil
}

// Base is the address that links to the server begin with, without a slash at its
// end: PublicURL, or else where it listens.
func (s *Serving) Base(listening net.Addr) string {
	switch {
	case s.PublicURL != "":
		return strings.TrimSuffix(s.PublicURL, "/")
	case s.TLSCert != "":
		return "https://" + listening.String()
	default:
		return "http://" + listening.String()
	}
}
