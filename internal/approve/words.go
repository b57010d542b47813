package approve

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

const (
	// mostTyped and mostPlain are how many characters of a value are shown.
	mostTyped = 300
	mostPlain = 600
	// mostLines is how many facts are shown, and mostText how many characters of the
	// whole: a person reads them.
	mostLines = 30
	mostText  = 6_000
)

// Quote shows text that somebody typed: in quotation marks, on one line, with what hides
// in it made visible. Nothing in it can look like the end of the quotation, or like a
// line of the question.
func Quote(text string) string {
	text = strings.Map(single, unpiled(render.Visible(text)))
	return render.Quote(shortened(unlinked(oneLine(text)), mostTyped))
}

// unlinked keeps a chat that shows Markdown from hiding an address under other words.
func unlinked(text string) string { return strings.ReplaceAll(text, "](", "] (") }

// mostMarks is how many marks a letter bears in any script.
const mostMarks = 4

// unpiled writes marks by their code points that are piled on a letter until they cover the
// lines above and below.
func unpiled(text string) string {
	var out strings.Builder
	marks := 0
	for _, r := range text {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			marks++
		} else {
			marks = 0
		}
		if marks > mostMarks {
			fmt.Fprintf(&out, "[%U]", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// doubled are signs that look like quotation marks and are none by their category.
const doubled = "\"\u201a\u201e\u02ba\u02ee\u02f6\u2033\u2036\u2057\u275d\u275e\u276e\u276f\u301d\u301e\u301f\u3003\uff02"

// single turns all quotation marks into apostrophes.
func single(r rune) rune {
	if unicode.In(r, unicode.Pi, unicode.Pf) || strings.ContainsRune(doubled, r) {
		return '\''
	}
	return r
}

// blanks are letters that nobody sees.
const blanks = "\u115f\u1160\u2800\u3164\uffa0"

// oneLine puts a space where there are several, or breaks: enough of them would push what
// follows to where a line of its own begins.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(blanks, r)
	}), " ")
}

// plain keeps a value that is ours on one line.
func plain(text string) string { return shortened(oneLine(render.Visible(text)), mostPlain) }

func shortened(text string, most int) string {
	length := utf8.RuneCountInString(text)
	if length <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d characters in all)", string([]rune(text)[:most]), length)
}

// Text is the question as a person reads it, a line for each fact.
func (q Question) Text() string {
	lines := []string{plain(q.Title) + "."}
	if len(q.Changed) > 0 {
		lines = append(lines, "", "This is different from what was agreed to before:")
		lines = append(append(lines, worded(q.Changed)...), "")
	}
	lines = append(lines, worded(q.Lines)...)
	return shortened(strings.TrimRight(strings.Join(lines, "\n"), "\n"), mostText)
}

func worded(facts []Line) []string {
	var lines []string
	for i, fact := range facts {
		if i == mostLines {
			return append(lines, fmt.Sprintf("and %d more", len(facts)-i))
		}
		lines = append(lines, fact.Label+": "+fact.value)
	}
	return lines
}
