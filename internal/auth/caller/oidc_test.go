package caller_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

func TestAGoodTokenLetsItsHolderIn(t *testing.T) {
	t.Parallel()
	const subject, display = "oidc/00u1", "Ada Novak"
	company := caller.Caller{Principal: subject, Name: display, Company: true}
	long := strings.Repeat("x", 100)
	for name, c := range map[string]struct {
		claims map[string]any
		want   caller.Caller
	}{
		"by subject":                {nil, caller.Caller{Principal: subject, Name: display}},
		"for several audiences":     {map[string]any{"aud": []string{"other", base + "/sse"}}, caller.Caller{Principal: subject, Name: display}},
		"for the whole server":      {map[string]any{"aud": base + "/"}, caller.Caller{Principal: subject, Name: display}},
		"with scopes as scp list":   {scp([]string{"concur.write", "concur.read"}), caller.Caller{Principal: subject, Name: display}},
		"with scopes as scp text":   {scp("concur.write concur.read"), caller.Caller{Principal: subject, Name: display}},
		"named by user name":        {unnamed("preferred_username", "ada"), caller.Caller{Principal: subject, Name: "ada"}},
		"named by e-mail":           {unnamed("email", "ada@example.com"), caller.Caller{Principal: subject, Name: "ada@example.com"}},
		"named by subject":          {unnamed("email", ""), caller.Caller{Principal: subject, Name: "00u1"}},
		"named without tricks":      {unnamed("email", "A\u202ed\na"), caller.Caller{Principal: subject, Name: "Ada"}},
		"named at length":           {unnamed("email", long), caller.Caller{Principal: subject, Name: long[:79] + "…"}},
		"with the company's scope":  {scp("concur.read concur.write concur.company"), company},
		"expired within the leeway": {map[string]any{"exp": -59}, caller.Caller{Principal: subject, Name: display}},
		"valid within the leeway":   {map[string]any{"nbf": 60}, caller.Caller{Principal: subject, Name: display}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				trusted, key := newIssuer(t)
				in, w := enter(trusted.gate(t, nil), request(sign(t, jose.ES256, key, good(fromNow(c.claims)))))
				require.Equal(t, http.StatusOK, w.Code, w.Body.String())
				assert.Equal(t, c.want, in)
			})
		})
	}
}

// scp has the scopes as some providers write them.
func scp(value any) map[string]any { return map[string]any{"scope": nil, "scp": value} }

// unnamed has another claim in place of the name.
func unnamed(claim, value string) map[string]any { return map[string]any{"name": nil, claim: value} }

// fromNow turns exp and nbf, in seconds from now, into dates.
func fromNow(claims map[string]any) map[string]any {
	with := map[string]any{}
	for name, value := range claims {
		if seconds, ok := value.(int); ok && (name == "exp" || name == "nbf") {
			value = time.Now().Add(time.Duration(seconds) * time.Second).Unix()
		}
		with[name] = value
	}
	return with
}

func TestATokenWithWrongClaimsIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claims map[string]any
		words  string
	}{
		"another audience":              {map[string]any{"aud": "https://other.example.com/mcp"}, "audience"},
		"an audience that begins alike": {map[string]any{"aud": base + ".evil.example/mcp"}, "audience"},
		"no audience":                   {map[string]any{"aud": nil}, "audience"},
		"another issuer":                {map[string]any{"iss": "https://login.example.com/other"}, "signed"},
		"an issuer with a slash more":   {map[string]any{"iss": issuerURL + "/"}, "signed"},
		"expired":                       {map[string]any{"exp": -60}, "expired"},
		"no expiry":                     {map[string]any{"exp": nil}, "exp is missing"},
		"an expiry beyond all days":     {map[string]any{"exp": 1e30}, "claims"},
		"not valid yet":                 {map[string]any{"nbf": 61}, "not valid yet"},
		"no subject":                    {map[string]any{"sub": nil}, "sub is missing"},
		"a subject with a line break":   {map[string]any{"sub": "00u1\n00u2"}, "sub is missing"},
		"a subject without end":         {map[string]any{"sub": strings.Repeat("x", 256)}, "sub is missing"},
		"scopes that are no text":       {map[string]any{"scope": 7}, "claims"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				trusted, key := newIssuer(t)
				token := sign(t, jose.ES256, key, good(fromNow(c.claims)))
				challenge, words := refused(t, http.StatusUnauthorized, trusted.gate(t, nil), request(token))
				assert.Contains(t, challenge, `error="invalid_token"`)
				assert.Contains(t, words, c.words)
			})
		})
	}
}

func TestATokenThatTheIssuerDidNotSignIsRefused(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	gate := trusted.gate(t, nil)
	genuine := sign(t, jose.ES256, key, good(nil))
	parts := strings.Split(genuine, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"first"}`))
	public, err := x509.MarshalPKIXPublicKey(key.Public().Key)
	require.NoError(t, err)
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	foreign := newKey(t, "first")
	for name, token := range map[string]string{
		"no algorithm and no signature":         none + "." + parts[1] + ".",
		"no algorithm and an old signature":     none + "." + parts[1] + "." + parts[2],
		"HS256 with the public key":             sign(t, jose.HS256, jose.JSONWebKey{Key: asPEM, KeyID: "first"}, good(nil)),
		"HS256 with the public key, in DER":     sign(t, jose.HS256, jose.JSONWebKey{Key: public, KeyID: "first"}, good(nil)),
		"another key of the same name":          sign(t, jose.ES256, foreign, good(nil)),
		"an unknown key":                        sign(t, jose.ES256, newKey(t, "second"), good(nil)),
		"a nameless key":                        sign(t, jose.ES256, newKey(t, ""), good(nil)),
		"an RSA key where the issuer has an EC": sign(t, jose.RS256, jose.JSONWebKey{Key: rsaKey, KeyID: "first"}, good(nil)),
		"other claims under the signature":      parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"00u2"}`)) + "." + parts[2],
		"no signature":                          parts[0] + "." + parts[1] + ".",
		"no JWT":                                "cmcp_abc",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			challenge, words := refused(t, http.StatusUnauthorized, gate, request(token))
			assert.Contains(t, challenge, `error="invalid_token"`)
			assert.Equal(t, "The token is no JWT that "+issuerURL+" signed for anybody.", words)
		})
	}
	in, _ := enter(gate, request(genuine))
	assert.Equal(t, "oidc/00u1", in.Principal)
}

func TestAMissingScopeIsToldWithAllThatAreNeeded(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	token := sign(t, jose.ES256, key, good(map[string]any{"scope": "concur.read openid"}))
	challenge, words := refused(t, http.StatusForbidden, trusted.gate(t, nil), request(token))
	assert.Contains(t, challenge, `error="insufficient_scope"`)
	assert.Contains(t, challenge, `scope="concur.read concur.write"`)
	assert.Contains(t, challenge, `resource_metadata="`+base+`/.well-known/oauth-protected-resource/mcp"`)
	assert.Contains(t, words, "concur.read concur.write")
}

func TestAnAudienceThatWasSetIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	gate := trusted.gate(t, func(o *caller.OIDC) { o.Audience = "api://concur" })
	in, _ := enter(gate, request(sign(t, jose.ES256, key, good(map[string]any{"aud": "api://concur"}))))
	assert.Equal(t, "oidc/00u1", in.Principal)
	refused(t, http.StatusUnauthorized, gate, request(sign(t, jose.ES256, key, good(nil))))
}

func TestWithoutACompanyScopeNobodyUsesTheCompany(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	gate := trusted.gate(t, func(o *caller.OIDC) { o.CompanyScope, o.Scopes = "", nil })
	in, _ := enter(gate, request(sign(t, jose.ES256, key, good(map[string]any{"scope": []string{"", "concur.company"}}))))
	assert.Equal(t, "oidc/00u1", in.Principal)
	assert.False(t, in.Company)
}

func TestScopesSayWhoWritesAndWhoIsAskedFirst(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	for name, c := range map[string]struct {
		write, unconfirmed, scopes string
		want                       caller.Caller
	}{
		"all write where no scope is named":        {"", "", "", caller.Caller{}},
		"without the scope of writing one reads":   {"concur.change", "", "concur.read", caller.Caller{ReadOnly: true}},
		"with it one writes":                       {"concur.change", "", "concur.change", caller.Caller{}},
		"who has the scope is asked about nothing": {"", "concur.robot", "concur.robot", caller.Caller{Confirm: approve.None}},
		"who has not is":                           {"", "concur.robot", "concur.change", caller.Caller{}},
		"and reads all the same": {
			"concur.change", "concur.robot", "concur.robot", caller.Caller{ReadOnly: true, Confirm: approve.None},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate := trusted.gate(t, func(o *caller.OIDC) { o.WriteScope, o.UnconfirmedScope, o.Scopes = c.write, c.unconfirmed, nil })
			in, _ := enter(gate, request(sign(t, jose.ES256, key, good(map[string]any{"scope": c.scopes}))))
			c.want.Principal, c.want.Name = "oidc/00u1", "Ada Novak"
			assert.Equal(t, c.want, in)
			assert.Equal(t, approve.Override{ReadOnly: c.want.ReadOnly, Confirm: c.want.Confirm}, in.Override())
		})
	}
}

func TestAnIssuerThatCannotBeTrustedIsRefusedAtStart(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "login.example.com", "http://login.example.com", "https://u:p@login.example.com", "https://login.example.com/?a=b", "https://",
	} {
		_, err := caller.NewOIDC(caller.OIDC{Issuer: address, Base: base, Logger: slog.New(slog.DiscardHandler)})
		require.Error(t, err, address)
	}
	_, err := caller.NewOIDC(caller.OIDC{Issuer: "http://127.0.0.1:9000/x", Base: base, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
}
