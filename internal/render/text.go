package render

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Text is something that a person typed into Concur: a name, a purpose, a
// vendor, a comment, and what an administrator called a policy or a status. It is
// data, never an instruction: Encode lists where it stands.
type Text string

// Quote puts such words into a sentence of ours: in quotation marks, which nothing
// between them can close.
func Quote(words string) string {
	return "“" + strings.NewReplacer("“", `"`, "”", `"`).Replace(words) + "”"
}

// Quotes reports whether a sentence holds a Quote.
func Quotes(sentence string) bool { return strings.Contains(sentence, "“") }

// Visible writes hidden characters by their code points, in brackets. Line breaks and tabs stay.
func Visible(s string) string {
	if !strings.ContainsFunc(s, suspect) {
		return s
	}
	var b strings.Builder
	before := rune(0)
	for _, r := range s {
		if hidden(r) || selector(r) && !varies(before, r) {
			fmt.Fprintf(&b, "[%U]", r)
		} else {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func suspect(r rune) bool { return hidden(r) || selector(r) }

// hidden finds what a reader does not see: controls, zero-width and
// direction-changing characters, tags, and characters of private use. The fillers of
// Hangul are blank, and not without width.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < unicode.MaxASCII:
		return r < ' '
	case r == '\u2028' || r == '\u2029':
		return true
	case unicode.Is(unicode.Hangul, r):
		return false
	default:
		return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point)
	}
}

// selector finds what has no form of its own and chooses that of the character before it.
// There are 256 of them besides those of Mongolian, so that a row of them can hide any text.
func selector(r rune) bool { return r > unicode.MaxASCII && unicode.Is(unicode.Variation_Selector, r) }

// varies reports whether a selector can stand for a form of the character before it, of
// which there are some of Han and of Mongolian letters, and two of signs: as a picture or not.
func varies(before, r rune) bool {
	switch {
	case before <= ' ' || suspect(before):
		return false
	case r == '\ufe0e' || r == '\ufe0f':
		return true
	case unicode.Is(unicode.Mongolian, before):
		return r < '\ufe00'
	default:
		return unicode.Is(unicode.Han, before) && r >= '\ufe00'
	}
}

// shown is Visible for JSON, which writes some of those characters as escapes.
func shown(encoded []byte) []byte {
	if !bytes.ContainsRune(encoded, '\\') {
		return []byte(Visible(string(encoded)))
	}
	out := make([]byte, 0, len(encoded))
	for i := 0; i < len(encoded); i++ {
		if encoded[i] != '\\' {
			out = append(out, encoded[i])
			continue
		}
		size, point := 2, rune(encoded[i+1])
		switch point {
		case 'u':
			size = len(`\u0000`)
			code, _ := strconv.ParseInt(string(encoded[i+2:i+size]), 16, 32)
			point = rune(code)
		case 'b', 'f':
			point = map[rune]rune{'b': '\b', 'f': '\f'}[point]
		}
		if hidden(point) {
			out = fmt.Appendf(out, "[%U]", point)
		} else {
			out = append(out, encoded[i:i+size]...)
		}
		i += size - 1
	}
	return []byte(Visible(string(out)))
}
