package render

import (
	"fmt"
	"strings"
	"unicode"
)

// Text is something that a person typed into Concur: a name, a purpose, a
// vendor, a comment. It is data, never an instruction: Encode lists where it
// stands, and characters that could hide something are shown as what they are.
type Text string

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) { return marshal(Visible(string(t))) }

// Visible writes hidden characters by their code points, in brackets. Line breaks and tabs stay.
func Visible(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			fmt.Fprintf(&b, "[%U]", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hidden finds what a reader does not see: controls, zero-width and
// direction-changing characters, tags, and characters of private use.
func hidden(r rune) bool {
	if r == '\n' || r == '\t' || r == '\r' {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == '\u2028' || r == '\u2029'
}
