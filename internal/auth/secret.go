package auth

import (
	"log/slog"
	"strings"
)

// Secret is a token or password. However it is printed, logged or marshalled,
// it shows nothing; only Reveal gives the text.
//
// The text stands behind a pointer, because fmt calls no method of a value in an
// unexported field: it would print what it finds there.
type Secret struct{ text *string }

// NewSecret wraps a text.
func NewSecret(text string) Secret { return Secret{&text} }

const redacted = "[redacted]"

// Reveal gives the text, for the one place that sends it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Conceal takes the secret out of a text of somebody else, who may quote it.
func (s Secret) Conceal(text string) string {
	if s.Empty() {
		return text
	}
	return strings.ReplaceAll(text, s.Reveal(), redacted)
}

// Empty reports whether there is no secret.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String implements fmt.Stringer.
func (Secret) String() string { return redacted }

// GoString implements fmt.GoStringer, so that %#v shows nothing either.
func (Secret) GoString() string { return redacted }

// MarshalText implements encoding.TextMarshaler, which JSON uses too.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
