// Package telemetry writes the log, and is the last to see to it that no secret
// gets into it.
package telemetry

import (
	"io"
	"log/slog"
	"regexp"
)

const redacted = "[redacted]"

var (
	// secretKey finds attributes that hold secrets by their name.
	secretKey = regexp.MustCompile(`(?i)token|secret|passw|authorization|cookie|credential|api_?key`)
	// secretText finds secrets within a text: JWTs, bearer headers, parameters, and
	// members of JSON, which may stand in quotes themselves.
	secretText = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*` + `|(?i:bearer)\s+[\w.~+/=-]+` +
		`|(?i:\w*(?:token|secret|password))=[^&\s"]+` +
		`|(?i:\w*(?:token|secret|password))\\?"\s*:\s*\\?"[^"\\]*`)
)

// NewLogger writes lines from a level on. Whoever logs leaves secrets out; what
// looks like one is redacted all the same.
func NewLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(_ []string, attribute slog.Attr) slog.Attr {
			attribute.Value = redact(attribute.Key, attribute.Value)
			return attribute
		},
	}))
}

func redact(key string, value slog.Value) slog.Value {
	if secretKey.MatchString(key) {
		return slog.StringValue(redacted)
	}
	switch value.Kind() {
	case slog.KindString, slog.KindAny:
		if text := value.String(); secretText.MatchString(text) {
			return slog.StringValue(secretText.ReplaceAllString(text, redacted))
		}
	default:
	}
	return value
}
