package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
)

// serving looks at what only serve needs, and gives the address that browsers use.
func (v *visit) serving(ctx context.Context) (base string) {
	s, client := &v.command.Serving, lookingClient(http.DefaultTransport)
	address, err := net.ResolveTCPAddr("tcp", s.Listen)
	if err != nil {
		return s.PublicURL // Check has told of the address.
	}
	base = s.Base(address)
	v.add(doctor.Listener(ctx, client, s.Listen, base))
	if s.PublicURL != "" {
		v.add(doctor.PublicURL(ctx, client, s.PublicURL))
	}
	if s.TLSCert != "" && s.TLSKey != "" {
		_, err := front.LoadCertificate(s.TLSCert, s.TLSKey, slog.New(slog.DiscardHandler))
		v.add(doctor.Certificate(err))
	}
	switch s.Auth {
	case config.AuthToken:
		_, err := caller.OpenTokens(s.AuthTokens, profileNames(), slog.New(slog.DiscardHandler))
		v.add(doctor.TokenFile(err))
	case config.AuthOIDC:
		v.add(doctor.Issuer(ctx, client, s.OIDCIssuer))
	default:
		v.add(doctor.Anybody())
	}
	return base
}

// lookingClient fetches what anybody may see, and follows no redirect.
func lookingClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
