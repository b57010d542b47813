package config

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Secrets are the secret settings.
type Secrets struct {
	// ClientSecret of the OAuth application.
	ClientSecret auth.Secret
	// RefreshToken is a person's connection from outside.
	RefreshToken auth.Secret
	// CompanyRefreshToken is a company's connection from outside.
	CompanyRefreshToken auth.Secret
	// CompanyRequestToken makes a new company connection; it is good for a day.
	CompanyRequestToken auth.Secret
	// StoreKey are the keys that connections are encrypted with, the newest first.
	StoreKey auth.Secret
}

// The variables of the secrets. Each may also end in _FILE or _COMMAND.
const (
	EnvClientSecret        = "CONCUR_MCP_CLIENT_SECRET"         //nolint:gosec // A name, not a secret.
	EnvRefreshToken        = "CONCUR_MCP_REFRESH_TOKEN"         //nolint:gosec // A name, not a secret.
	EnvCompanyRefreshToken = "CONCUR_MCP_COMPANY_REFRESH_TOKEN" //nolint:gosec // A name, not a secret.
	EnvCompanyRequestToken = "CONCUR_MCP_COMPANY_REQUEST_TOKEN" //nolint:gosec // A name, not a secret.
	EnvStoreKey            = "CONCUR_MCP_STORE_KEY"
)

// SecretVariables lists the variables of the secrets and what they are for.
func SecretVariables() [][2]string {
	return [][2]string{
		{EnvClientSecret, "Secret of the OAuth application."},
		{EnvRefreshToken, "Connection of a person: a refresh token from outside."},
		{EnvCompanyRefreshToken, "Connection of a company: a refresh token from outside."},
		{EnvCompanyRequestToken, "With the company's id: makes a company connection at first use. It is good for a day."},
		{EnvStoreKey, "Keys that connections are encrypted with, the newest first."},
	}
}

// ReadSecrets fills in the secrets, but for those that a command does not need: to read
// one may run a command that asks a person. It fails with Problems.
func (c *Config) ReadSecrets(ctx context.Context, getenv func(string) string, unneeded ...string) error {
	var problems Problems
	for name, target := range map[string]*auth.Secret{
		EnvClientSecret:        &c.Secrets.ClientSecret,
		EnvRefreshToken:        &c.Secrets.RefreshToken,
		EnvCompanyRefreshToken: &c.Secrets.CompanyRefreshToken,
		EnvCompanyRequestToken: &c.Secrets.CompanyRequestToken,
		EnvStoreKey:            &c.Secrets.StoreKey,
	} {
		if slices.Contains(unneeded, name) {
			continue
		}
		text, err := readSecret(ctx, getenv, name)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		*target = auth.NewSecret(text)
	}
	return problems.orNil()
}
