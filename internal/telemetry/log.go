// Package telemetry writes the log, counts and traces, and is the last to see to
// it that no secret, and nobody's e-mail address, card or account, gets into any of them.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"regexp"

	"go.opentelemetry.io/otel/trace"

	"github.com/concur-mcp/concur-mcp/internal/redact"
)

const redacted = "[redacted]"

var (
	// secretKey finds attributes that hold secrets by their name.
	secretKey = regexp.MustCompile(`(?i)token|secret|passw|authorization|cookie|credential|api_?key`)
	// secretText finds secrets within a text: JWTs, bearer headers, parameters,
	// members of JSON, which may stand in quotes themselves, what a redirect of
	// Concur carries, the links that we hand out, and passwords in addresses.
	secretText = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*` + `|(?i:bearer)\s+[\w.~+/=-]+` +
		`|(?i:\w*(?:token|secret|password))=[^&\s"]+` +
		`|(?i:\w*(?:token|secret|password))\\?"\s*:\s*\\?"[^"\\]*` +
		`|[?&](?:code|state|otp)=[^&\s"]+` +
		`|/(?:connect|upload)/[\w-]{20,}` +
		`|://[^\s/@"]*:[^\s/@"]*@`)
)

// NewLogger writes lines from a level on. Whoever logs leaves secrets out; what
// looks like one is redacted all the same, and e-mail addresses, numbers of cards and
// bank accounts are masked, whatever the setting for results is.
func NewLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(known{slog.NewTextHandler(w, options(level))})
}

// NewJSONLogger is NewLogger for lines that machines collect: an object each, with
// durations in seconds.
func NewJSONLogger(w io.Writer, level slog.Level) *slog.Logger {
	o := options(level)
	replace := o.ReplaceAttr
	o.ReplaceAttr = func(groups []string, attribute slog.Attr) slog.Attr {
		if attribute.Value.Kind() == slog.KindDuration {
			attribute.Value = slog.Float64Value(attribute.Value.Duration().Seconds())
		}
		return replace(groups, attribute)
	}
	return slog.New(known{slog.NewJSONHandler(w, o)})
}

func options(level slog.Level) *slog.HandlerOptions {
	return &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(_ []string, attribute slog.Attr) slog.Attr {
			attribute.Value = redacting(attribute.Key, attribute.Value)
			return attribute
		},
	}
}

func redacting(key string, value slog.Value) slog.Value {
	if secretKey.MatchString(key) {
		return slog.StringValue(redacted)
	}
	switch value.Kind() {
	case slog.KindString, slog.KindAny:
		text := value.String()
		masked := redact.On.Text(secretText.ReplaceAllString(text, redacted))
		if masked != text {
			return slog.StringValue(masked)
		}
	default:
	}
	return value
}

// known adds to a line what its context knows: the request and the trace that it
// belongs to.
type known struct{ slog.Handler }

// Handle implements slog.Handler.
func (k known) Handle(ctx context.Context, line slog.Record) error {
	if id := RequestID(ctx); id != "" {
		line.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		line.AddAttrs(slog.String("trace_id", span.TraceID().String()))
	}
	return k.Handler.Handle(ctx, line)
}

// WithAttrs implements slog.Handler.
func (k known) WithAttrs(attributes []slog.Attr) slog.Handler {
	return known{k.Handler.WithAttrs(attributes)}
}

// WithGroup implements slog.Handler.
func (k known) WithGroup(name string) slog.Handler { return known{k.Handler.WithGroup(name)} }
