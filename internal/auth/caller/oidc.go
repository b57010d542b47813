package caller

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/concur-mcp/concur-mcp/internal/approve"
)

// OIDC says whose tokens let callers in.
type OIDC struct {
	// Issuer is the address of the authorization server, exactly as it names itself:
	// https, or http on loopback.
	Issuer string
	// Base is the public address of this server, without a path: what clients are
	// told, and what tokens have to be for.
	Base string
	// Audience replaces Base and its endpoints as what tokens have to be for.
	Audience string
	// Scopes are all needed for any request.
	Scopes []string
	// CompanyScope allows the use of the deployment's company connection. Empty: nobody may.
	CompanyScope string
	// WriteScope allows writes: without it a caller only reads. Empty: all may write.
	WriteScope string
	// UnconfirmedScope is for programs that nobody sits at: who has it is asked about
	// nothing. Empty: nobody has it.
	UnconfirmedScope string
	// Client talks to the issuer; nil for one with a timeout that follows no redirects.
	Client *http.Client
	Logger *slog.Logger
}

// leeway is how far the clocks of the issuer and of this machine may differ.
const leeway = time.Minute

// NewOIDC is the gate of a server whose callers come with JWT access tokens of an
// OpenID provider (RFC 9068, MCP authorization > Access Token Usage). The provider is asked for its keys when the
// first token comes. It fails only on settings that cannot work.
func NewOIDC(settings OIDC) (*Gate, error) {
	if err := checkIssuer(settings.Issuer); err != nil {
		return nil, err
	}
	client := settings.Client
	if client == nil {
		client = &http.Client{Timeout: issuerPatience, CheckRedirect: stay}
	}
	about := &resource{base: strings.TrimSuffix(settings.Base, "/"), issuer: settings.Issuer, scopes: settings.Scopes}
	keys := &keyring{issuer: settings.Issuer, client: client, logger: settings.Logger}
	v := &verifier{
		about: about, settings: settings, keys: keys,
		signed: oidc.NewVerifier(settings.Issuer, keys, &oidc.Config{
			SupportedSigningAlgs: algorithmNames(),
			SkipClientIDCheck:    true, // Several audiences may do; see checkAudience.
			SkipExpiryCheck:      true, // It knows no leeway for exp; see checkTimes.
		}),
	}
	return newGate(v.verify, about, settings.Logger), nil
}

// stay follows no redirect.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// checkIssuer refuses an issuer whose keys anybody on the way could replace.
func checkIssuer(issuer string) error {
	address, err := url.Parse(issuer)
	if err != nil || address.RawQuery != "" || address.Fragment != "" || address.User != nil {
		return errors.New("the issuer is no address of the form https://HOST/PATH")
	}
	return checkScheme(address)
}

// checkScheme holds an address to https, or http on loopback.
func checkScheme(address *url.URL) error {
	ip := net.ParseIP(address.Hostname())
	loopback := address.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if address.Host == "" || address.Scheme != "https" && (address.Scheme != "http" || !loopback) {
		return fmt.Errorf("%s is not https", address.Redacted())
	}
	return nil
}

// verifier tells who shows a JWT.
type verifier struct {
	about    *resource
	settings OIDC
	keys     *keyring
	signed   *oidc.IDTokenVerifier
}

func (v *verifier) verify(ctx context.Context, token string) (Caller, *refusal) {
	if why := v.keys.ready(ctx); why != nil {
		return Caller{}, why
	}
	checked, err := v.signed.Verify(ctx, token)
	if err != nil {
		return Caller{}, &refusal{
			status: http.StatusUnauthorized, code: invalidToken, cause: err,
			why: "The token is no JWT that " + v.about.issuer + " signed for anybody.",
		}
	}
	var c claims
	if err := checked.Claims(&c); err != nil {
		return Caller{}, badToken("The claims of the token cannot be read.")
	}
	if !v.fits(checked.Audience) {
		return Caller{}, badToken("The token is not for this server: its audience is another one.")
	}
	if why := c.checkTimes(time.Now()); why != nil {
		return Caller{}, why
	}
	if !subjectIsSound(checked.Subject) {
		return Caller{}, badToken("The token does not say who it is about: sub is missing or cannot be used.")
	}
	scopes := c.scopes()
	for _, needed := range v.about.scopes {
		if !slices.Contains(scopes, needed) {
			return Caller{}, &refusal{
				status: http.StatusForbidden, code: insufficientScope,
				why: "The token lacks a scope. This server needs: " + strings.Join(v.about.scopes, " ") + ".",
			}
		}
	}
	return v.caller(checked.Subject, c.display(checked.Subject), scopes), nil
}

// caller is who has a subject and some scopes.
func (v *verifier) caller(subject, name string, scopes []string) Caller {
	has := func(scope string) bool { return scope != "" && slices.Contains(scopes, scope) }
	known := Caller{
		Principal: "oidc/" + subject, Name: name, Company: has(v.settings.CompanyScope),
		ReadOnly: v.settings.WriteScope != "" && !has(v.settings.WriteScope),
	}
	if has(v.settings.UnconfirmedScope) {
		known.Confirm = approve.None
	}
	return known
}

// fits holds a token to being for this server (MCP authorization > Token Audience
// Binding and Validation).
func (v *verifier) fits(audiences []string) bool {
	if v.settings.Audience != "" {
		return slices.Contains(audiences, v.settings.Audience)
	}
	return slices.ContainsFunc(audiences, v.about.names)
}
