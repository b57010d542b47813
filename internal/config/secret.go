package config

import (
	"context"
	"log/slog"
)

// Secret is a setting that must not be seen. However it is printed, logged or
// marshalled it shows nothing; only Reveal gives the text.
//
// The text stands behind a pointer, because fmt calls no method of a value in an
// unexported field: it would print what it finds there.
type Secret struct{ text *string }

const redacted = "[redacted]"

// Reveal gives the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether the secret was not set.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String implements fmt.Stringer.
func (Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return redacted }

// MarshalText implements encoding.TextMarshaler.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// Secrets are the secret settings.
type Secrets struct {
	// ClientSecret of the OAuth application.
	ClientSecret Secret
	// RefreshToken is a person's connection from outside.
	RefreshToken Secret
	// CompanyRefreshToken is a company's connection from outside.
	CompanyRefreshToken Secret
}

// The variables of the secrets. Each may also end in _FILE or _COMMAND.
const (
	EnvClientSecret        = "CONCUR_MCP_CLIENT_SECRET"         //nolint:gosec // A name, not a secret.
	EnvRefreshToken        = "CONCUR_MCP_REFRESH_TOKEN"         //nolint:gosec // A name, not a secret.
	EnvCompanyRefreshToken = "CONCUR_MCP_COMPANY_REFRESH_TOKEN" //nolint:gosec // A name, not a secret.
)

// SecretVariables lists the variables of the secrets and what they are for.
func SecretVariables() [][2]string {
	return [][2]string{
		{EnvClientSecret, "Secret of the OAuth application."},
		{EnvRefreshToken, "Connection of a person: a refresh token from outside."},
		{EnvCompanyRefreshToken, "Connection of a company: a refresh token from outside."},
	}
}

// ReadSecrets fills in the secrets. It fails with Problems.
func (c *Config) ReadSecrets(ctx context.Context, getenv func(string) string) error {
	var problems Problems
	for name, target := range map[string]*Secret{
		EnvClientSecret:        &c.Secrets.ClientSecret,
		EnvRefreshToken:        &c.Secrets.RefreshToken,
		EnvCompanyRefreshToken: &c.Secrets.CompanyRefreshToken,
	} {
		text, err := readSecret(ctx, getenv, name)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		target.text = &text
	}
	return problems.orNil()
}
