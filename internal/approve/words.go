package approve

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

const (
	// mostTyped and mostPlain are how many characters of a value are shown.
	mostTyped = 300
	mostPlain = 600
	// mostLines is how many facts are shown: a person reads them.
	mostLines = 40
)

// Quote shows text that somebody typed: in quotation marks, on one line, with what hides
// in it made visible. Nothing in it can look like the end of the quotation, or like a
// line of the question.
func Quote(text string) string {
	text = strings.Map(singleQuote, render.Visible(text))
	return strconv.Quote(shortened(text, mostTyped))
}

// singleQuote takes from a text what looks like the marks that enclose it.
func singleQuote(r rune) rune {
	if r == '"' || unicode.In(r, unicode.Pi, unicode.Pf) || strings.ContainsRune("\u201a\u201e\u02ba\u2033\u2036\u301d\u301e\u301f\uff02", r) {
		return '\''
	}
	return r
}

// plain keeps a value that is ours on one line.
func plain(text string) string {
	return shortened(strings.Join(strings.Fields(render.Visible(text)), " "), mostPlain)
}

func shortened(text string, most int) string {
	length := utf8.RuneCountInString(text)
	if length <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d characters in all)", string([]rune(text)[:most]), length)
}

// Text is the question as a person reads it, a line for each fact.
func (q Question) Text() string {
	var b strings.Builder
	b.WriteString(plain(q.Title) + ".\n")
	write(&b, q.Lines)
	if len(q.Changed) > 0 {
		b.WriteString("\nThis is different from what was agreed to before:\n")
		write(&b, q.Changed)
	}
	return strings.TrimRight(b.String(), "\n")
}

func write(b *strings.Builder, lines []Line) {
	for i, line := range lines {
		if i == mostLines {
			fmt.Fprintf(b, "and %d more.\n", len(lines)-i)
			return
		}
		b.WriteString(line.Label + ": " + line.value + "\n")
	}
}
