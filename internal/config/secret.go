package config

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Secret is a setting that must not be seen. However it is printed, logged or
// marshalled it shows nothing; only Reveal gives the text.
type Secret struct{ text string }

const redacted = "[redacted]"

// Reveal gives the text.
func (s Secret) Reveal() string { return s.text }

// Empty reports whether the secret was not set.
func (s Secret) Empty() bool { return s.text == "" }

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

// commandPatience is how long a command may take to give a secret: some ask a
// password manager, which asks a person.
const commandPatience = 30 * time.Second

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
		target.text = text
	}
	return problems.orNil()
}

func readSecret(ctx context.Context, getenv func(string) string, name string) (string, error) {
	direct, file, command := getenv(name), getenv(name+"_FILE"), getenv(name+"_COMMAND")
	given := 0
	for _, source := range []string{direct, file, command} {
		if source != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return "", fmt.Errorf("%s is given in more than one way; keep one of %s, %s_FILE and %s_COMMAND", name, name, name, name)
	case file != "":
		text, err := os.ReadFile(file) //nolint:gosec // The operator names the file.
		if err != nil {
			return "", fmt.Errorf("%s_FILE cannot be read: %w", name, err)
		}
		return whole(name+"_FILE", string(text))
	case command != "":
		text, err := outputOf(ctx, command)
		if err != nil {
			return "", fmt.Errorf("%s_COMMAND failed: %w", name, err)
		}
		return whole(name+"_COMMAND", text)
	default:
		return strings.TrimSpace(direct), nil
	}
}

// whole refuses a source that gave nothing: somebody meant there to be a secret.
func whole(source, text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", fmt.Errorf("%s gave nothing", source)
	}
	return text, nil
}

// outputOf runs a command line of the operator in the shell of the system. What it
// writes to stderr is left out: it may hold the secret.
func outputOf(ctx context.Context, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	run := exec.CommandContext(ctx, shell[0], append(shell[1:], command)...) //nolint:gosec // The operator's own command.
	var out bytes.Buffer
	run.Stdout = &out
	err := run.Run()
	return out.String(), err
}
