package render

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// Escaped writes the characters that hide in JSON as its own escapes: it means the same,
// and shows all.
func Escaped(encoded string) string {
	if !strings.ContainsFunc(encoded, hidden) {
		return encoded
	}
	var b strings.Builder
	for _, r := range encoded {
		if !hidden(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}
